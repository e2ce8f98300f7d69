package org.sparksg.tensor;

import static org.bytedeco.dnnl.global.dnnl.*;

import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.dnnl.dnnl_version_t;
import org.bytedeco.javacpp.BytePointer;

/**
 * One thread's door to oneDNN: its stream, and the work space that all {@link OneDnnCall}s share. The library's own scratch memory
 * belongs to the thread that created a primitive, not to the one that runs it.
 *
 * <p>oneDNN trusts its caller: a memory object that is too small, freed or collected ends the process. So sizes are compared when a call is
 * made, and a call holds on to its tensors. The engine lives as long as the process, so that no call outlives it.
 */
final class OneDnn implements AutoCloseable {
    private static final int LIBRARY_CACHE = 128; // unlimited, it keeps about 1 MB for each shape ever seen
    private static final long ALIGNMENT = 64;
    private static final dnnl_engine ENGINE = newEngine();

    private final dnnl_stream stream = new dnnl_stream();
    private BytePointer space = new BytePointer(ALIGNMENT);
    private Address aligned = new Address(space, 0);
    private final ThreadLimit threads = new ThreadLimit();
    private boolean closed;

    OneDnn() {
        threads.enter();
        check("stream", dnnl_stream_create(stream, ENGINE, dnnl_stream_default_flags));
    }

    private static dnnl_engine newEngine() {
        check("primitive cache", dnnl_set_primitive_cache_capacity(LIBRARY_CACHE));
        dnnl_engine engine = new dnnl_engine();
        check("engine", dnnl_engine_create(engine, dnnl_cpu, 0));
        return engine;
    }

    static dnnl_engine engine() {
        return ENGINE;
    }

    dnnl_stream stream() {
        return stream;
    }

    /** Sees to it that the work space has so many bytes. */
    void reserve(long bytes) {
        if (bytes + ALIGNMENT > space.capacity()) {
            space.close();
            space = new BytePointer(bytes + ALIGNMENT);
            aligned = new Address(space, Math.floorMod(-space.address(), ALIGNMENT));
        }
    }

    /** Returns the work space of whichever call is at work, for the current thread. */
    Address work() {
        enter();
        return aligned;
    }

    /** Returns where something may lie behind so many bytes. */
    static long aligned(long bytes) {
        return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    /** Lets the current thread compute. */
    void enter() {
        if (closed) {
            throw new IllegalStateException("these kernels are closed");
        }
        threads.enter();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            dnnl_stream_destroy(stream);
            space.close();
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
