package org.sparksg.pipeline;

import java.io.Serializable;
import org.sparksg.credit.Credit;
import org.sparksg.credit.Synthesizer;
import org.sparksg.credit.SynthesizerSettings;
import org.sparksg.nn.Network;
import org.sparksg.tensor.Kernels;

/** How the stages learn: which schedule runs for which batch, and which credit stands at the boundaries. */
public sealed interface Learning extends Serializable {

    /** Returns the schedule of a mini-batch. */
    Schedule schedule(long batchId);

    /** Returns how many micro-batches a mini-batch is cut into. */
    int microBatches();

    /** Returns whether the credit of a boundary learns from the gradient of this batch, be it a correction or not. */
    boolean learnsAt(long batchId);

    /** Returns the share of the gradient from above in the one that a stage uses, for a batch that waits for it. */
    double lambdaAt(long batchId);

    /** Returns what people call it. */
    String label();

    /** Returns whether a boundary has a gradient of its own, which a correction can compare with the true one. */
    boolean allowsCorrections();

    /**
     * Returns the credit of the boundary after a layer, or null if stages wait for the gradient from above.
     *
     * @param layer the last layer below the boundary
     * @param rows the most examples of a call
     * @param seed decides the initial weights
     */
    Credit newCredit(Network network, int layer, int rows, long seed, Kernels kernels);

    /** Returns the floating-point operations that the credit of the boundary after a layer costs, per trained example. */
    double creditFlops(Network network, int layer);

    /**
     * Backpropagation through all stages: the baseline. A stage waits for the gradient from above.
     *
     * @param microBatches micro-batches per mini-batch; more of them shorten the bubbles
     */
    record Locked(int microBatches) implements Learning {

        /** Checks the number. */
        public Locked {
            if (microBatches < 1) {
                throw new IllegalArgumentException("microBatches = " + microBatches + ": must be >= 1");
            }
        }

        @Override
        public Schedule schedule(long batchId) {
            return Schedule.FILL_DRAIN;
        }

        @Override
        public boolean learnsAt(long batchId) {
            return false;
        }

        @Override
        public double lambdaAt(long batchId) {
            return 1;
        }

        @Override
        public String label() {
            return "locked backpropagation";
        }

        @Override
        public boolean allowsCorrections() {
            return false;
        }

        @Override
        public Credit newCredit(Network network, int layer, int rows, long seed, Kernels kernels) {
            return null;
        }

        @Override
        public double creditFlops(Network network, int layer) {
            return 0;
        }
    }

    /**
     * Decoupled neural interfaces: a synthesizer at every boundary (Jaderberg et al. 2017).
     *
     * @param synthesizer the synthesizer of each boundary
     * @param warmUp the first batches, which use true gradients while the synthesizers learn from them
     * @param lambda the share of the gradient from above in the gradient that a stage uses: 0 is pure synthetic gradients and
     *     the only value at which stages do not wait, 1 is backpropagation (BP(λ), supplement A)
     * @param learnEvery the synthesizers learn from every n-th batch, and from every correction
     */
    record SyntheticGradients(SynthesizerSettings synthesizer, long warmUp, double lambda, int learnEvery)
            implements Learning {

        /** Checks the numbers. */
        public SyntheticGradients {
            if (warmUp < 0) {
                throw new IllegalArgumentException("warmUp = " + warmUp + ": must be >= 0");
            }
            if (!(lambda >= 0 && lambda <= 1)) {
                throw new IllegalArgumentException("lambda = " + lambda + ": must be between 0 and 1");
            }
            if (learnEvery < 1) {
                throw new IllegalArgumentException("learnEvery = " + learnEvery + ": must be >= 1");
            }
        }

        @Override
        public Schedule schedule(long batchId) {
            return batchId < warmUp || lambda > 0 ? Schedule.MIXED : Schedule.DECOUPLED;
        }

        @Override
        public int microBatches() {
            return 1;
        }

        @Override
        public boolean learnsAt(long batchId) {
            return (batchId + 1) % learnEvery == 0;
        }

        @Override
        public double lambdaAt(long batchId) {
            return batchId < warmUp ? 1 : lambda;
        }

        @Override
        public String label() {
            return "synthetic gradients";
        }

        @Override
        public boolean allowsCorrections() {
            return true;
        }

        @Override
        public Credit newCredit(Network network, int layer, int rows, long seed, Kernels kernels) {
            return new Synthesizer(synthesizer, network.shape(layer + 1), network.output(), rows, seed, kernels);
        }

        @Override
        public double creditFlops(Network network, int layer) {
            int width = network.shape(layer + 1).size();
            int target = network.output().size();
            return synthesizer.assignFlops(width, target) + synthesizer.learnFlops(width, target) / learnEvery;
        }
    }
}
