package org.sparksg.nn;

import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Tensor;

/**
 * How good the outputs of a network are, added up batch by batch. What is counted are answers: one for each example, or, where each step
 * of a sequence has a class, one for each step that has. Belongs to one thread.
 */
public final class Tally {
    private final Network network;
    private final Kernels kernels;
    private final Tensor gradient; // that nobody uses
    private final Tensor loss;
    private final Tensor right;
    private final Tensor places;
    private final boolean sequences;
    private long examples;

    /**
     * The sums over all examples.
     *
     * @param answers what losses and right answers are means over
     * @param loss of all answers
     * @param right how many answers were right; 0 for a regression
     */
    public record Sums(long examples, double answers, double loss, double right) {}

    /** Counts outputs of at most {@code rows} examples at a time. */
    public Tally(Network network, int rows, Kernels kernels) {
        this.network = network;
        this.kernels = kernels;
        this.gradient = kernels.zeros(network.output().batch(rows));
        this.loss = kernels.sum();
        this.right = kernels.sum();
        this.places = kernels.sum();
        this.sequences = network.classifiesSteps();
    }

    /** Starts anew. */
    public void clear() {
        examples = 0;
    }

    /** Adds a batch. */
    public void add(Tensor output, Tensor target) {
        boolean more = examples > 0;
        network.loss().evaluate(kernels, output, target, gradient.rows(output.rows()), loss, more);
        if (sequences) {
            kernels.matchingClasses(output, target, right, places, more);
        } else if (network.loss().classification()) {
            kernels.matchingArgmax(output, target, right, more);
        }
        examples += output.rows();
    }

    /** Returns the sums over all examples since the last {@link #clear}. */
    public Sums sums() {
        if (examples == 0) {
            return new Sums(0, 0, 0, 0);
        }
        double share = sequences ? network.output().dim(0) : 1; // the loss of an example is divided by its steps
        return new Sums(examples, sequences ? places.get(0) : examples, share * loss.get(0), right.get(0));
    }
}
