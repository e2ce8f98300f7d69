package org.sparksg.tensor;

import static org.bytedeco.openblas.global.openblas_nolapack.*;

import com.sun.jna.NativeLibrary;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;

/** Asks the BLAS library of this process what it is, and how fast. */
final class BlasProbe {
    private static final String UNKNOWN = "unknown";
    private static final int SIZE = 512;
    private static final int ROUNDS = 8;

    private BlasProbe() {}

    /** Calls a function of OpenBLAS that returns a string; JavaCPP maps none of them. */
    static String call(String function) {
        Loader.load(openblas_nolapack.class);
        List<NativeLibrary> libraries = NativeLibraries.named("libopenblas");
        try {
            return libraries.isEmpty()
                    ? UNKNOWN
                    : libraries.get(0).getFunction(function).invokeString(new Object[0], false);
        } catch (LinkageError e) {
            return UNKNOWN; // another BLAS: a check must not stop the program
        }
    }

    /** Returns the best of some rounds, which other work disturbs least. */
    static double sgemmGflops() {
        new ThreadLimit().enter();
        long elements = (long) SIZE * SIZE;
        try (FloatPointer a = new FloatPointer(elements);
                FloatPointer b = new FloatPointer(elements);
                FloatPointer c = new FloatPointer(elements)) {
            for (long i = 0; i < elements; i++) {
                a.put(i, i % 7);
                b.put(i, i % 5);
            }
            long best = Long.MAX_VALUE;
            for (int round = 0; round < ROUNDS; round++) {
                long start = System.nanoTime();
                cblas_sgemm(
                        CblasRowMajor, CblasNoTrans, CblasNoTrans, SIZE, SIZE, SIZE, 1, a, SIZE, b, SIZE, 0, c, SIZE);
                best = Math.min(best, System.nanoTime() - start);
            }
            return 2.0 * elements * SIZE / best;
        }
    }
}
