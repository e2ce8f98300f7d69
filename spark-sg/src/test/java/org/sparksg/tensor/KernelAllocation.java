package org.sparksg.tensor;

import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Runs all kernels of one subject until a run leaves nothing on the heap, in a JVM that does nothing else: whether C2 removes the last vectors
 * of a kernel is a matter of what was compiled before, and in the JVM of all tests that is more than any executor sees.
 */
final class KernelAllocation {
    static final String NONE = "no bytes on the heap";

    private static final long LIMIT_S = 120;

    private KernelAllocation() {}

    /** Kernels that run in one JVM: a network has not all that there are. */
    enum Group {
        SEQUENCES,
        OTHERS;

        List<KernelCase> cases() {
            List<KernelCase> sequences = SequenceCases.all();
            Set<String> methods = sequences.stream().map(KernelCase::method).collect(Collectors.toSet());
            return this == SEQUENCES
                    ? sequences
                    : KernelCase.all().stream()
                            .filter(one -> !methods.contains(one.method()))
                            .toList();
        }
    }

    /** The arguments are the names of the subject and the group. */
    public static void main(String[] arguments) {
        try (Kernels kernels = Subject.valueOf(arguments[0]).open()) {
            List<Runnable> calls = KernelsInTrainingTest.calls(
                    kernels, Group.valueOf(arguments[1]).cases());
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
