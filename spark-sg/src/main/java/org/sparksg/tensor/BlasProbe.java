package org.sparksg.tensor;

import static org.bytedeco.openblas.global.openblas_nolapack.*;

import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.nd4j.linalg.factory.Nd4j;

/** Asks the BLAS library of this process what it is, and how fast. */
final class BlasProbe {
    private static final String UNKNOWN = "unknown";
    private static final int SIZE = 512;
    private static final int ROUNDS = 8;

    private BlasProbe() {}

    static String nd4jBackend() {
        return Nd4j.getBackend().getClass().getSimpleName();
    }

    /** Calls a function of OpenBLAS that returns a string; JavaCPP maps none of them. */
    static String call(String function) {
        Loader.load(openblas_nolapack.class);
        try {
            Optional<String> library = library();
            return library.isPresent()
                    ? NativeLibrary.getInstance(library.get())
                            .getFunction(function)
                            .invokeString(new Object[0], false)
                    : UNKNOWN;
        } catch (LinkageError | IOException e) {
            return UNKNOWN; // another BLAS, or no /proc: a check must not stop the program
        }
    }

    private static Optional<String> library() throws IOException {
        Path maps = Path.of("/proc/self/maps");
        if (!Files.isReadable(maps)) {
            return Optional.empty();
        }
        try (Stream<String> lines = Files.lines(maps)) {
            return lines.filter(line -> line.contains("/libopenblas"))
                    .map(line -> line.substring(line.indexOf('/')))
                    .findFirst();
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
