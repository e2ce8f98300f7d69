package org.sparksg.lab.compare;

import java.util.List;

/**
 * What of a run is drawn.
 *
 * @param evaluations along the way
 * @param gradients comparisons of true and synthetic gradients, boundary by boundary; empty if there were none
 */
record Curves(List<Evaluation> evaluations, List<Gradient> gradients) {
    /** Nothing to draw. */
    static final Curves NONE = new Curves(List.of(), List.of());

    /** Copies the lists. */
    Curves {
        evaluations = List.copyOf(evaluations);
        gradients = List.copyOf(gradients);
    }

    /**
     * The network on data that it is not trained on.
     *
     * @param step how many batches it was trained on
     * @param seconds how long that took the last stage, waiting counted, evaluations and checkpoints not
     * @param error the share of wrong answers; NaN for a regression
     * @param loss the mean loss per example
     */
    record Evaluation(long step, double seconds, double error, double loss) {
        /** Returns how good it is: the less, the better. */
        double score() {
            return Double.isNaN(error) ? loss : error;
        }
    }

    /**
     * Corrections at a boundary, or the mean of some in a row.
     *
     * @param boundary the boundary above this stage
     * @param step the first of the batches
     * @param relativeError norm of the difference to the true gradient, divided by its norm
     * @param cosine of the angle between the two
     * @param signError the share of elements of unequal sign
     */
    record Gradient(int boundary, long step, double relativeError, double cosine, double signError) {}
}
