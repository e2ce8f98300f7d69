package org.sparksg.tensor;

import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs all kernels of one subject until a run leaves nothing on the heap, in a JVM that does nothing else: whether C2 removes the last vectors
 * of a kernel is a matter of what was compiled before, and in the JVM of all tests that is more than any executor sees.
 */
final class KernelAllocation {
    static final String NONE = "no bytes on the heap";

    private static final long LIMIT_S = 120;

    private KernelAllocation() {}

    /** The argument is the name of the subject. */
    public static void main(String[] arguments) {
        try (Kernels kernels = Subject.valueOf(arguments[0]).open()) {
            List<Runnable> calls = KernelsInTrainingTest.calls(kernels);
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_S);
            long bytes = KernelsInTrainingTest.heapBytes(calls, 20);
            while (bytes > 0 && System.nanoTime() < deadline) {
                bytes = KernelsInTrainingTest.heapBytes(calls, 20);
            }
            System.out.println(
                    bytes == 0
                            ? NONE
                            : bytes + " bytes on the heap in 20 runs of all kernels, of "
                                    + KernelsInTrainingTest.culprits(calls));
        }
    }
}
