package org.sparksg.credit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sparksg.nn.BatchNorm;
import org.sparksg.nn.Chain;
import org.sparksg.nn.ChainPass;
import org.sparksg.nn.Dense;
import org.sparksg.nn.Draws;
import org.sparksg.nn.Dropout;
import org.sparksg.nn.Gradient;
import org.sparksg.nn.Network;
import org.sparksg.nn.Relu;
import org.sparksg.nn.SoftmaxCrossEntropy;
import org.sparksg.nn.Tanh;
import org.sparksg.nn.Variables;
import org.sparksg.optim.Adam;
import org.sparksg.optim.OptimizerSettings;
import org.sparksg.optim.Updater;
import org.sparksg.tensor.Backend;
import org.sparksg.tensor.Element;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.PortableKernels;
import org.sparksg.tensor.Precision;
import org.sparksg.tensor.ReferenceKernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/** A step in its steady state leaves (nearly) nothing to the garbage collector. */
class AllocationTest {
    private static final int BATCH = 64;
    private static final int STEPS = 50;

    private static final Network NETWORK = new Network(
            Shape.of(128),
            List.of(
                    Dense.of(128),
                    BatchNorm.of(),
                    new Relu(),
                    Dense.of(128),
                    new Relu(),
                    new Dropout(0.2),
                    Dense.of(128),
                    new Tanh(),
                    Dense.of(4)),
            new SoftmaxCrossEntropy());

    /** Implementations, and what their own calls may leave: those of ND4J make small objects. */
    enum Subject {
        REFERENCE(ReferenceKernels::new, 1_024),
        PORTABLE(() -> new PortableKernels(Element.F32), 32_768),
        CPU(() -> Backend.CPU.open(Precision.F32), 4_096);

        private final Supplier<Kernels> supplier;
        private final long bytesPerStep;

        Subject(Supplier<Kernels> supplier, long bytesPerStep) {
            this.supplier = supplier;
            this.bytesPerStep = bytesPerStep;
        }
    }

    @ParameterizedTest
    @EnumSource(Subject.class)
    void aTrainingStepAndALearningStepAllocateNearlyNothing(Subject subject) {
        try (Kernels kernels = subject.supplier.get()) {
            Runnable step = step(kernels);
            // Until the compiler is done, in its own time: vectors live on the heap before.
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
            long perStep = allocatedBy(step) / STEPS;
            while (perStep > subject.bytesPerStep && System.nanoTime() < deadline) {
                perStep = allocatedBy(step) / STEPS;
            }
            assertTrue(
                    perStep <= subject.bytesPerStep,
                    perStep + " bytes on the heap in a step: must be <= " + subject.bytesPerStep);
        }
    }

    private static long allocatedBy(Runnable step) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < STEPS; i++) {
            step.run();
        }
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    private static Runnable step(Kernels kernels) {
        Chain chain = new Chain(NETWORK, 0, NETWORK.size(), BATCH, kernels);
        Variables variables = chain.newVariables(1);
        Gradient gradient = chain.newGradient();
        ChainPass pass = chain.newPass(variables, gradient);
        Updater updater = new Updater(OptimizerSettings.of(Adam.of(), 1e-3), variables, kernels);
        Synthesizer synthesizer = new Synthesizer(
                SyntheticGradients.of(SynthesizerSettings.linear(Context.LABEL, 1e-3)),
                Shape.of(128),
                Shape.of(4),
                BATCH,
                2,
                kernels);
        Tensor x = Draws.normal(kernels, Shape.of(BATCH, 128), 1);
        Tensor target = Draws.oneHot(kernels, BATCH, 4, 2);
        Tensor dy = kernels.zeros(target.shape());
        Tensor loss = kernels.sum();
        return () -> {
            NETWORK.loss().evaluate(kernels, pass.train(x, 3), target, dy, loss, false);
            Tensor dx = pass.backward(dy);
            updater.step(kernels, variables, gradient, 1.0 / BATCH);
            synthesizer.learn(x, target, dx);
        };
    }
}
