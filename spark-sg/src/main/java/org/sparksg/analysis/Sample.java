package org.sparksg.analysis;

import java.util.Arrays;
import java.util.Comparator;
import org.sparksg.data.Examples;
import org.sparksg.data.Shuffle;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/**
 * Some examples of a data set, as matrices.
 *
 * @param features {@code [n, inputs]}
 * @param targets {@code [n, classes]}, one-hot
 */
public record Sample(Tensor features, Tensor targets) {

    /**
     * Draws examples, each once, in random order.
     *
     * @param most how many, or fewer if the data have no more
     */
    public static Sample draw(Examples examples, int most, long seed, Kernels kernels) {
        return gather(examples, positions(examples, most, seed), kernels);
    }

    /** Draws the same examples, but sorted by class. */
    public static Sample drawSorted(Examples examples, int most, long seed, Kernels kernels) {
        int[] positions = positions(examples, most, seed);
        Tensor targets = gather(examples, positions, kernels).targets();
        int[] sorted = Arrays.stream(Shuffle.inSequence(positions.length))
                .boxed()
                .sorted(Comparator.comparingInt(row -> classOf(targets, row)))
                .mapToInt(row -> positions[row])
                .toArray();
        return gather(examples, sorted, kernels);
    }

    private static int[] positions(Examples examples, int most, long seed) {
        return Arrays.copyOf(new Shuffle(examples.count(), seed).epoch(0), Math.min(most, examples.count()));
    }

    private static Sample gather(Examples examples, int[] positions, Kernels kernels) {
        Tensor features =
                kernels.zeros(Shape.of(positions.length, examples.features().size()));
        Tensor targets =
                kernels.zeros(Shape.of(positions.length, examples.target().size()));
        examples.gather(positions, 0, features, targets);
        return new Sample(features, targets);
    }

    private static int classOf(Tensor targets, int row) {
        int best = 0;
        for (int column = 1; column < targets.columns(); column++) {
            int start = row * targets.columns();
            best = targets.get(start + column) > targets.get(start + best) ? column : best;
        }
        return best;
    }

    /** Returns the number of examples. */
    public int size() {
        return features.rows();
    }
}
