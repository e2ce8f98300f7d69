package org.sparksg.credit;

import org.sparksg.settings.Require;

/**
 * Backpropagation that is late: the stage below goes on with the next batches, and updates with the gradient of a batch when it
 * is {@code delay} batches old for every boundary between this stage and the last one.
 *
 * <p>With stashed activations a stage keeps the weights and the activations of the forward pass, so that every gradient is
 * exact for the weights that it was computed with: decoupled parallel backpropagation with delayed gradients (DDG, Huo et al.
 * 2018), which with delay 1 is also the asynchronous one-forward-one-backward schedule with weight stashing of PipeDream
 * (Narayanan et al. 2019). With replayed ones it keeps the input only and runs forward again, with the weights it has by then:
 * features replay (Huo et al. 2018, NeurIPS); running statistics are those of the first forward pass.
 *
 * <p>With one batch in all, whatever the depth, it is double-buffered weights (PipeDream-2BW, Narayanan et al. 2021): {@code w(t+1) = w(t) -
 * rate · gradient(w(t-1))}; a stage then waits for the gradient of the batch before the last.
 *
 * <p>With prediction a stage goes forward with the weights to which momentum alone will carry them by the time that the gradient comes, and
 * back with those that it has then (SpecTrain, Chen et al. 2018; PipeOptim, Guan et al. 2023).
 *
 * <p>A checkpoint waits for what is under way, so gradients before one are less late: with a checkpoint after every batch this
 * is backpropagation.
 *
 * @param delay batches by which a gradient is late; 0 is backpropagation
 * @param perBoundary whether it is that for each boundary up to the last stage, or in all
 * @param replay whether activations are computed again
 * @param prediction whether weights are predicted
 */
public record Delayed(int delay, boolean perBoundary, boolean replay, boolean prediction) implements Rule {
    private static final int MOST = 1000; // a stage keeps a batch for each
    private static final Exchange LATE = new Exchange(Exchange.Reply.GRADIENT, false, Exchange.Wait.LATER, false);

    /** Checks the delay. */
    public Delayed {
        Require.that(delay >= 0 && delay <= MOST, "delay", delay, "between 0 and " + MOST);
        Require.that(
                !(replay && prediction),
                "prediction",
                prediction,
                "false with replay = true",
                "what is computed again is computed with the weights of then");
    }

    /** A gradient that is late for each boundary, without prediction. */
    public Delayed(int delay, boolean replay) {
        this(delay, true, replay, false);
    }

    @Override
    public int lag(int boundaries) {
        return perBoundary ? delay * boundaries : Math.min(delay, delay * boundaries);
    }

    @Override
    public String label() {
        if (prediction) {
            return "delayed gradients with predicted weights";
        }
        return replay ? "features replay" : "delayed gradients";
    }

    @Override
    public Exchange exchange(long batchId) {
        return LATE;
    }

    /** What is stashed is differentiated exactly. What is replayed is not, but its own batch has no other gradient. */
    @Override
    public boolean isExact() {
        return true;
    }
}
