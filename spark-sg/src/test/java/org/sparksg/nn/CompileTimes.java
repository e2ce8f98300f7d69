package org.sparksg.nn;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.sparksg.tensor.Backend;
import org.sparksg.tensor.Gpus;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Precision;
import org.sparksg.tensor.Tensor;

/**
 * Measures how long it takes to make a network of 110 layers ready to run, in a fresh JVM, and what its steps leave on the heap: {@code mvn -pl
 * spark-sg surefire:test@default-test -Dtest=CompileTimes}.
 */
class CompileTimes {
    private static final int BATCH = 4;
    private static final int STEPS = 5_000; // for the compiler to be done

    @Test
    void networkOf110Layers() {
        try (Kernels kernels = Backend.CPU.open(Precision.F32, Gpus.NONE, true)) {
            long start = System.nanoTime();
            Network network = ResNet.of(110, false);
            Chain chain = new Chain(network, 0, network.size(), BATCH, kernels);
            long written = System.nanoTime();
            Variables variables = chain.newVariables(1);
            Gradient gradient = chain.newGradient();
            long drawn = System.nanoTime();
            ChainPass pass = chain.newPass(variables, gradient);
            Tensor x = Draws.normal(kernels, network.input().batch(BATCH), 1);
            Tensor dy = Draws.normal(kernels, network.output().batch(BATCH), 2);
            long before = System.nanoTime();
            pass.train(x, 1);
            long first = System.nanoTime();
            pass.backward(dy);
            System.out.printf(
                    "layers and layout %.2f s, initial weights %.2f s, pass %.2f s, first step forward %.2f s, back %.2f s%n",
                    (written - start) / 1e9,
                    (drawn - written) / 1e9,
                    (before - drawn) / 1e9,
                    (first - before) / 1e9,
                    (System.nanoTime() - first) / 1e9);
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long least = Long.MAX_VALUE;
            for (int step = 0; step < STEPS && least > 0; step++) {
                long bytes = threads.getCurrentThreadAllocatedBytes();
                pass.train(x, step);
                pass.backward(dy);
                least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - bytes);
            }
            System.out.println("bytes on the heap in a step: " + least);
            assertTrue(least <= 4_096, least + " bytes on the heap in a step: must be <= 4096");
        }
    }
}
