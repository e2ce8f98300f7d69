package org.sparksg.tensor;

import com.sun.jna.NativeLibrary;
import org.bytedeco.openblas.global.openblas_nolapack;

/**
 * Keeps native libraries from starting threads of their own: parallelism comes from stages, and the threads of OpenBLAS and of
 * OpenMP, which ND4J and oneDNN use, would only spin against each other. OpenMP counts threads for each caller, so whoever
 * computes says so on each thread that it meets, once the libraries are loaded.
 */
final class ThreadLimit {
    private static final String OPENMP = "OMP_NUM_THREADS";

    private Thread limited;

    /** Limits the current thread, unless it is the one limited last. */
    void enter() {
        Thread current = Thread.currentThread();
        if (!current.equals(limited)) {
            limited = current;
            openblas_nolapack.blas_set_num_threads(1);
            if (!isLimited(System.getenv(OPENMP))) { // else OpenMP has read it itself
                for (NativeLibrary openMp : NativeLibraries.named("libgomp")) {
                    openMp.getFunction("omp_set_num_threads").invokeVoid(new Object[] {threads()});
                }
            }
        }
    }

    /** Returns how many OpenMP threads a computing thread may use: what the environment says, or else one. */
    static int threads() {
        return threads(System.getenv(OPENMP));
    }

    static int threads(String environment) {
        return isLimited(environment) ? Integer.parseInt(first(environment)) : 1;
    }

    private static boolean isLimited(String environment) {
        return environment != null && first(environment).matches("[1-9][0-9]{0,3}");
    }

    /** A list gives the number for each level of nested parallelism. */
    private static String first(String environment) {
        return environment.split(",", 2)[0].trim();
    }
}
