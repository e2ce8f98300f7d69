package org.sparksg.analysis;

import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/**
 * Linear probes of one layer after the other (Czarnecki et al. 2017): a {@link ClassifierProbe} and a {@link
 * RegressorProbe}, learned from some examples and scored on these and on others.
 *
 * <p>Memory: one matrix {@code [examples, units]} beside the activations, and of the regression {@code units · (units +
 * inputs)} numbers. Belongs to one thread.
 */
public final class LinearProbes {
    private final Sample training;
    private final Sample test;
    private final Kernels kernels;

    /**
     * How well a layer serves the probes.
     *
     * @param accuracy the share of examples that the classifier gets right
     * @param error the mean squared error of the regressor, per number of the input
     */
    public record Score(double accuracy, double error) {
        /** Nothing to score on. */
        public static final Score NONE = new Score(Double.NaN, Double.NaN);
    }

    /** The scores of a layer: on the examples that the probes learned from, and on others. */
    public record Scores(Score training, Score test) {}

    /** {@code test} may be null: then {@link Scores#test} is {@link Score#NONE}. */
    public LinearProbes(Sample training, Sample test, Kernels kernels) {
        this.training = training;
        this.test = test;
        this.kernels = kernels;
    }

    /**
     * Learns and scores the probes of a layer.
     *
     * @param seen its activations of the training examples
     * @param unseen its activations of the test examples; not looked at if there are none
     * @throws ArithmeticException if activations are not finite numbers
     */
    public Scores score(Tensor seen, Tensor unseen) {
        Tensor standard = kernels.zeros(seen.shape());
        Standardisation standardisation = new Standardisation(seen, standard, kernels);
        standardisation.apply(seen, standard);
        ClassifierProbe classifier = ClassifierProbe.train(standard, training.targets(), kernels);
        try (RegressorProbe regressor = new RegressorProbe(standard, training.features())) {
            Score first = score(classifier, regressor, standard, training);
            if (test == null) {
                return new Scores(first, Score.NONE);
            }
            Tensor other = kernels.zeros(Shape.of(unseen.rows(), unseen.columns()));
            standardisation.apply(unseen, other);
            return new Scores(first, score(classifier, regressor, other, test));
        }
    }

    private static Score score(ClassifierProbe classifier, RegressorProbe regressor, Tensor standard, Sample sample) {
        return new Score(classifier.accuracy(standard, sample.targets()), regressor.error(standard, sample.features()));
    }
}
