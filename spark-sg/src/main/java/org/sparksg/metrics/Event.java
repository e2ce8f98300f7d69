package org.sparksg.metrics;

import java.io.Serializable;

/**
 * Something that happened in a run. One record type is one table of the results; its components are the columns, in
 * snake case, after the columns {@code run}, {@code attempt} and {@code replica} that every table begins with.
 */
public sealed interface Event extends Serializable {

    /** The batch that the event belongs to. */
    long batchId();

    /**
     * One optimizer step of one stage.
     *
     * @param stage the stage, from 0
     * @param batchId the mini-batch, from 0, over the whole run
     * @param epoch the epoch, from 0
     * @param loss the mean loss per example; NaN on every stage but the last
     * @param examples the examples in the mini-batch
     * @param forwardMs milliseconds in forward passes
     * @param backwardMs milliseconds in backward passes and the optimizer step
     * @param synthesizeMs milliseconds of making gradients: predicting, projecting, mixing
     * @param learnMs milliseconds of training the synthesizer
     * @param messageMs milliseconds of sending messages, and of copying what is kept until the reply to one comes
     * @param waitMs milliseconds without work
     * @param queueDepth activations that were waiting when the step began
     * @param staleness updates between the forward pass and the arrival of the newest gradient that was learned; 0 if locked
     */
    record Step(
            int stage,
            long batchId,
            int epoch,
            double loss,
            int examples,
            double forwardMs,
            double backwardMs,
            double synthesizeMs,
            double learnMs,
            double messageMs,
            double waitMs,
            int queueDepth,
            long staleness)
            implements Event {}

    /**
     * The true and the synthetic gradient of one batch at one boundary, over all examples: norms are L2 norms of the whole
     * {@code [batch, width]} matrix.
     *
     * @param boundary the boundary above this stage
     * @param batchId the mini-batch
     * @param epoch the epoch, from 0
     * @param trueNorm norm of the true gradient
     * @param syntheticNorm norm of the synthetic one
     * @param cosine cosine of the angle between the two; NaN if one is zero
     * @param relativeError norm of the difference, divided by the true norm; NaN if that is zero
     * @param signAgreement share of elements of equal sign
     * @param staleness updates of the stage between the forward pass and the arrival of the true gradient
     * @param applied whether the true gradient updated the weights
     */
    record Correction(
            int boundary,
            long batchId,
            int epoch,
            double trueNorm,
            double syntheticNorm,
            double cosine,
            double relativeError,
            double signAgreement,
            long staleness,
            boolean applied)
            implements Event {}

    /**
     * The network on a data set, with the weights after {@code batchId} batches.
     *
     * @param batchId how many batches had been trained on
     * @param epoch how many epochs had been completed
     * @param split {@code test} or {@code validation}
     * @param examples the examples of the split
     * @param loss the mean loss per example
     * @param accuracy the share of right answers; NaN for a regression
     */
    record Evaluation(long batchId, int epoch, String split, long examples, double loss, double accuracy)
            implements Event {}

    /**
     * Examples that begin after a batch are harder: a curriculum of copy tasks.
     *
     * @param batchId the batch
     * @param epoch the epoch, from 0
     * @param length how many bits are shown from now on
     * @param repeats how many times they are wanted; 0: once
     * @param steps the steps of an episode
     */
    record Raise(long batchId, int epoch, int length, int repeats, int steps) implements Event {}

    /**
     * One stretch of work of a stage.
     *
     * @param stage the stage
     * @param kind what it did, such as {@code forward}
     * @param batchId the batch that it worked on
     * @param startNs start, nanoseconds since the epoch of 1970
     * @param endNs end, likewise
     */
    record Interval(int stage, String kind, long batchId, long startNs, long endNs) implements Event {}
}
