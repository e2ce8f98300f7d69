package org.sparksg.credit;

import java.util.List;
import org.sparksg.credit.Credit.Learned;
import org.sparksg.nn.Dense;
import org.sparksg.nn.Initializer;
import org.sparksg.nn.Network;
import org.sparksg.nn.PerRows;
import org.sparksg.nn.SquaredError;
import org.sparksg.optim.Learner;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Step;
import org.sparksg.tensor.Tensor;

/**
 * Similarity matching (Nøkland and Eidnes 2019, section 2): the correlations between the examples of a batch, as a linear layer
 * of its own sees their activations, shall be those between their targets. The loss is the mean of the squared differences
 * over all pairs; gradients are {@code n} times its, as boundaries have them: not divided by the batch size.
 */
final class SimilarityMatching {
    /** The most rows of a batch: {@link #PAIRS} numbers for each pair of them have to fit one tensor, of any precision. */
    static final int MAX_BATCH = 9_000;

    private static final int PAIRS = 3;

    private final Kernels kernels;
    private final Learner model;
    private final Tensor rows; // normalised
    private final Tensor lengths;
    private final Tensor rowGradient;
    private final Tensor outputGradient;
    private final Tensor targetRows;
    private final Tensor targetLengths;
    private final Tensor squares; // memory of the three matrices of pairs
    private final PerRows<Pairs> pairs = new PerRows<>(Pairs::new);

    /** All that a number of rows needs. */
    private final class Pairs {
        final Tensor seen;
        final Tensor seenLengths;
        final Tensor wanted;
        final Tensor wantedLengths;
        final Tensor ofSeen;
        final Tensor ofWanted;
        final Tensor differences;
        final Tensor gradient;
        final Tensor outputs;
        final Step correlateSeen;
        final Step correlateWanted;
        final Step goBack;

        Pairs(int n) {
            seen = rows.rows(n);
            seenLengths = lengths.rows(n);
            wanted = targetRows.rows(n);
            wantedLengths = targetLengths.rows(n);
            ofSeen = matrix(0, n);
            ofWanted = matrix(1, n);
            differences = matrix(2, n);
            gradient = rowGradient.rows(n);
            outputs = outputGradient.rows(n);
            correlateSeen = kernels.matmulTransposedWeight(seen, seen, ofSeen);
            correlateWanted = kernels.matmulTransposedWeight(wanted, wanted, ofWanted);
            goBack = kernels.matmul(differences, seen, gradient);
        }

        private Tensor matrix(int index, int n) {
            return squares.view(index * squares.columns(), Shape.of(n, n));
        }
    }

    SimilarityMatching(AuxiliarySettings settings, Rule.Place place, int rows, long seed, Kernels kernels) {
        this.kernels = kernels;
        int width = place.activation().size();
        Dense linear = new Dense(width, new Initializer.GlorotUniform(), false);
        Network network = new Network(place.activation(), List.of(linear), new SquaredError());
        this.model = new Learner(network, settings.optimizer(), rows, seed, kernels);
        this.rows = kernels.zeros(Shape.of(rows, width));
        this.lengths = kernels.zeros(Shape.of(rows));
        this.rowGradient = kernels.zeros(Shape.of(rows, width));
        this.outputGradient = kernels.zeros(Shape.of(rows, width));
        this.targetRows = kernels.zeros(place.target().batch(rows));
        this.targetLengths = kernels.zeros(Shape.of(rows));
        this.squares = kernels.zeros(Shape.of(PAIRS, rows * rows));
    }

    /** Makes one step of the linear layer, and returns the gradient by the activation with the weights before it. */
    Tensor step(Tensor activation, Tensor target, double weight) {
        int n = activation.rows();
        Pairs of = pairs.get(n);
        kernels.normaliseRows(model.forward(activation), of.seen, of.seenLengths);
        of.correlateSeen.run();
        kernels.normaliseRows(target, of.wanted, of.wantedLengths);
        of.correlateWanted.run();
        kernels.combine(4.0 / n, of.ofSeen, -4.0 / n, of.ofWanted, of.differences);
        of.goBack.run();
        kernels.normaliseRowsBackward(of.seen, of.seenLengths, of.gradient, of.outputs);
        Tensor result = model.backward(of.outputs);
        model.step(weight / n);
        return result;
    }

    Learned learned() {
        return Learned.of(model);
    }
}
