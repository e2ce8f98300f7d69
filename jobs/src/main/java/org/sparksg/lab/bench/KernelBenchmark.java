package org.sparksg.lab.bench;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.sparksg.tensor.Backend;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Precision;

/** What JMH runs for {@code bench kernels}: one {@link Primitive} of one shape. Public because JMH wants it so. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class KernelBenchmark {
    /** The name of a {@link Backend}, in any case. */
    @Param("cpu")
    public String backend;

    /** The name of a {@link Primitive}. */
    @Param("FORWARD")
    public String primitive;

    /** A shape as the primitive takes it. */
    @Param("256x256x256")
    public String shape;

    private Kernels kernels;
    private Runnable call;

    /** Called by JMH. */
    public KernelBenchmark() {}

    /** Opens the kernels and allocates the operands. */
    @Setup
    public void open() {
        kernels = Backend.valueOf(backend.toUpperCase(Locale.ROOT)).open(Precision.F32);
        call = Primitive.valueOf(primitive).on(kernels, shape);
    }

    /** Calls the kernel. */
    @Benchmark
    public void call() {
        call.run();
    }

    /** Frees the kernels. */
    @TearDown
    public void close() {
        kernels.close();
    }
}
