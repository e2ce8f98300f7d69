package org.sparksg.tensor;

import static org.bytedeco.dnnl.global.dnnl.*;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.dnnl.dnnl_version_t;
import org.bytedeco.javacpp.BytePointer;

/**
 * One thread's door to oneDNN: its engine, stream, scratch memory and compiled primitives, each created at its first use and
 * found again by its shape.
 *
 * <p>oneDNN trusts its caller: a memory object that is too small, freed or collected ends the process. So every native object
 * is held here, sizes are compared before every execution, and {@link #close} frees primitives before stream and engine.
 * Scratch memory is ours because the library's own belongs to the thread that created a primitive, not to the one that runs
 * it.
 */
final class OneDnn implements AutoCloseable {
    private static final int PRIMITIVES = 256;
    private static final int LIBRARY_CACHE = 128; // unlimited, it keeps about 1 MB for each shape ever seen
    private static final long ALIGNMENT = 64;

    private final dnnl_engine engine = new dnnl_engine();
    private final dnnl_stream stream = new dnnl_stream();
    private final Map<OneDnnSpec, OneDnnPrimitive> primitives = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<OneDnnSpec, OneDnnPrimitive> eldest) {
            if (size() > PRIMITIVES) {
                eldest.getValue().close();
                return true;
            }
            return false;
        }
    };
    private final List<OneDnnCall> calls = new ArrayList<>();
    private BytePointer scratch = new BytePointer(ALIGNMENT);
    private Address alignedScratch = new Address(scratch, 0);
    private final ThreadLimit threads = new ThreadLimit();
    private boolean closed;

    OneDnn() {
        threads.enter();
        check("primitive cache", dnnl_set_primitive_cache_capacity(LIBRARY_CACHE));
        check("engine", dnnl_engine_create(engine, dnnl_cpu, 0));
        check("stream", dnnl_stream_create(stream, engine, dnnl_stream_default_flags));
    }

    /** Returns the primitive of that specification, ready but for its operands; valid until the next call. */
    OneDnnPrimitive primitive(OneDnnSpec spec) {
        enter();
        OneDnnPrimitive primitive = primitives.get(spec);
        if (primitive == null) {
            OneDnnSpec key = spec.copy();
            primitive = new OneDnnPrimitive(engine, stream, key);
            reserve(primitive.scratchBytes());
            primitives.put(key, primitive);
        }
        primitive.scratch(alignedScratch);
        return primitive;
    }

    /**
     * Computes {@code result = a · b}, plus what {@code result} holds if {@code accumulate}: oneDNN's plain product of f32
     * matrices. It copies blocks of both factors, into memory that it takes and returns within the call.
     *
     * @param aTransposed whether {@code a} lies in memory with its axes exchanged
     */
    void gemm(Tensor a, boolean aTransposed, Tensor b, Tensor result, boolean accumulate) {
        enter();
        int inner = b.rows();
        int columns = b.columns();
        check(
                "gemm",
                dnnl_sgemm(
                        (byte) (aTransposed ? 'T' : 'N'),
                        (byte) 'N',
                        result.rows(),
                        columns,
                        inner,
                        1,
                        a.address(),
                        a.columns(),
                        b.address(),
                        columns,
                        accumulate ? 1 : 0,
                        result.address(),
                        columns));
    }

    dnnl_engine engine() {
        return engine;
    }

    dnnl_stream stream() {
        return stream;
    }

    /** Closes a call with these kernels, and sees to its work space. */
    void keep(OneDnnCall call, long bytes) {
        calls.add(call);
        reserve(bytes);
    }

    /** Returns the work space of whichever call is at work, for the current thread. */
    Address work() {
        enter();
        return alignedScratch;
    }

    /** Returns where something may lie behind so many bytes. */
    static long aligned(long bytes) {
        return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    private void enter() {
        if (closed) {
            throw new IllegalStateException("these kernels are closed");
        }
        threads.enter();
    }

    private void reserve(long bytes) {
        if (bytes + ALIGNMENT > scratch.capacity()) {
            scratch.close();
            scratch = new BytePointer(bytes + ALIGNMENT);
            alignedScratch = new Address(scratch, Math.floorMod(-scratch.address(), ALIGNMENT));
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            calls.forEach(OneDnnCall::close);
            calls.clear();
            primitives.values().forEach(OneDnnPrimitive::close);
            primitives.clear();
            dnnl_stream_destroy(stream);
            dnnl_engine_destroy(engine);
            scratch.close();
        }
    }

    /** Returns the instruction set that oneDNN uses, such as {@code avx512_core_bf16}. */
    static String isa() {
        int isa = dnnl_get_effective_cpu_isa();
        if ((isa & dnnl_cpu_isa_avx512_core_amx) == dnnl_cpu_isa_avx512_core_amx) {
            return "avx512_core_amx";
        } else if (hasBf16()) {
            return "avx512_core_bf16";
        } else if ((isa & dnnl_cpu_isa_avx512_core) == dnnl_cpu_isa_avx512_core) {
            return "avx512_core";
        }
        return (isa & dnnl_cpu_isa_avx2) == dnnl_cpu_isa_avx2 ? "avx2" : "isa 0x" + Integer.toHexString(isa);
    }

    /** Returns whether this machine multiplies bfloat16 in hardware: without, oneDNN is five times slower than in f32. */
    static boolean hasBf16() {
        return (dnnl_get_effective_cpu_isa() & dnnl_cpu_isa_avx512_core_bf16) == dnnl_cpu_isa_avx512_core_bf16;
    }

    static String version() {
        dnnl_version_t version = dnnl_version();
        return version.major() + "." + version.minor() + "." + version.patch();
    }

    static void check(String what, int status) {
        if (status != dnnl_success) {
            throw new IllegalStateException("oneDNN " + version() + " (" + isa() + "): " + what + ": status " + status);
        }
    }
}
