package org.sparksg.pipeline;

/** The order of micro-batches at a stage that waits for gradients. Weights are updated after the last one, so all give the same. */
public enum MicroBatchOrder {
    /**
     * All forward passes, then all backward passes: GPipe (Huang et al. 2019). With one micro-batch it is naive model
     * parallelism.
     *
     * <pre>
     * tick      0    1    2    3    4    5         F forward, B backward, U update; micro-batches 0 and 1
     * stage 0   F0   F1   .    .    B0   B1 U
     * stage 1   .    F0   F1   B0   B1 U .         a dot is a bubble
     * </pre>
     */
    FILL_DRAIN {
        @Override
        int ahead(StageRange stage, int microBatches) {
            return microBatches;
        }
    },

    /**
     * One forward, one backward (PipeDream-Flush, Narayanan et al. 2021): a stage is only so many micro-batches ahead as
     * there are stages above it, and keeps the activations of so many.
     */
    ONE_FORWARD_ONE_BACKWARD {
        @Override
        int ahead(StageRange stage, int microBatches) {
            return Math.min(stage.hopsFromTop() + 1, microBatches);
        }
    };

    /** Returns how many micro-batches a stage takes in before the first backward pass. */
    abstract int ahead(StageRange stage, int microBatches);
}
