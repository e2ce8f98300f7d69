package org.sparksg.lab.compare;

import java.util.List;

/**
 * A run that has ended: a row of the comparison.
 *
 * @param run name of the run and of its folder
 * @param rule name of the rule
 * @param network name of the network; empty if the grid names none
 * @param seed the seed
 * @param outcome how it ended
 * @param score how good its model is
 * @param parameters of the network, synthesizers not counted
 * @param figures of its course
 */
record Result(
        String run,
        String rule,
        String network,
        long seed,
        Outcome outcome,
        Score score,
        long parameters,
        Figures figures) {

    /**
     * The final model on data that it was not trained on.
     *
     * @param split {@code test} or, without test data, {@code validation}; empty if there is no model
     * @param error the share of wrong answers; NaN for a regression
     * @param loss the mean loss per example
     */
    record Score(String split, double error, double loss) {
        /** There is no model. */
        static final Score NONE = new Score("", Double.NaN, Double.NaN);
    }

    /**
     * The course of a run, from its table of steps.
     *
     * @param trainLoss mean loss per example in the newest epoch
     * @param steps batches trained on
     * @param examplesPerSecond of the last stage, after the first tenth of the steps
     * @param seconds that the last stage trained, waiting counted, evaluations and checkpoints not
     * @param busy the share of that time in which each stage worked, after the first tenth of the steps
     */
    record Figures(double trainLoss, long steps, double examplesPerSecond, double seconds, List<Double> busy) {
        /** Nothing was written down. */
        static final Figures NONE = new Figures(Double.NaN, 0, Double.NaN, 0, List.of());

        /** Copies the list. */
        Figures {
            busy = List.copyOf(busy);
        }
    }

    /** Returns whether there is nothing left to do for this run. */
    boolean isSettled() {
        return outcome != Outcome.FAILED;
    }
}
