package org.sparksg.credit;

import java.util.List;
import org.sparksg.credit.Credit.Learned;
import org.sparksg.nn.Dense;
import org.sparksg.nn.Initializer;
import org.sparksg.nn.Network;
import org.sparksg.nn.SquaredError;
import org.sparksg.optim.Learner;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Shape;
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
    private final Tensor[][] views = new Tensor[2][]; // of full batches, and of the last short one
    private Tensor[] pairs; // of the batch at hand

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
        shape(n);
        Tensor seen = model.forward(activation);
        correlate(seen, rows.rows(n), lengths.rows(n), pairs[0]);
        correlate(target, targetRows.rows(n), targetLengths.rows(n), pairs[1]);
        kernels.combine(4.0 / n, pairs[0], -4.0 / n, pairs[1], pairs[2]);
        kernels.matmul(pairs[2], rows.rows(n), rowGradient.rows(n));
        kernels.normaliseRowsBackward(rows.rows(n), lengths.rows(n), rowGradient.rows(n), outputGradient.rows(n));
        Tensor result = model.backward(outputGradient.rows(n));
        model.step(weight / n);
        return result;
    }

    private void correlate(Tensor x, Tensor normalised, Tensor xLengths, Tensor correlations) {
        kernels.normaliseRows(x, normalised, xLengths);
        kernels.matmulTransposedWeight(normalised, normalised, correlations);
    }

    private void shape(int n) {
        int which = n == rows.rows() ? 0 : 1;
        if (views[which] == null || views[which][0].rows() != n) {
            views[which] = new Tensor[PAIRS];
            for (int i = 0; i < PAIRS; i++) {
                views[which][i] = squares.view(i * squares.columns(), Shape.of(n, n));
            }
        }
        pairs = views[which];
    }

    Learned learned() {
        return Learned.of(model);
    }
}
