package org.sparksg.nn;

import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.sparksg.settings.Require;
import org.sparksg.tensor.Shape;

/**
 * Layers one after the other, and the loss at their end: the whole network, uncut. Ranges of layers are given as {@code
 * from} (included) and {@code to} (excluded).
 *
 * @param input shape of one example
 */
public record Network(Shape input, List<Layer> layers, Loss loss) implements Serializable {

    /**
     * Checks that each layer takes what the one before it gives, and the loss what the last one gives.
     *
     * @throws IllegalArgumentException naming the layer and the shapes, if not
     */
    public Network {
        Require.present("input", input);
        Require.present("loss", loss);
        layers = List.copyOf(layers);
        Require.that(!layers.isEmpty(), "layers", layers, "at least one");
        Shape shape = input;
        for (int i = 0; i < layers.size(); i++) {
            shape = outputOf(layers, i, shape);
        }
        try {
            loss.target(shape);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "loss " + loss.kind() + " after layer " + name(layers, layers.size() - 1) + ": " + e.getMessage(),
                    e);
        }
    }

    private static Shape outputOf(List<Layer> layers, int index, Shape input) {
        try {
            return layers.get(index).output(input);
        } catch (IllegalArgumentException e) {
            String source = index == 0 ? "the network's input" : "the output of " + name(layers, index - 1);
            throw new IllegalArgumentException(
                    "layer " + name(layers, index) + ", fed with " + source + " of shape " + input + ": "
                            + e.getMessage(),
                    e);
        }
    }

    private static String name(List<Layer> layers, int index) {
        return index + "." + layers.get(index).kind();
    }

    /** Returns the number of layers. */
    public int size() {
        return layers.size();
    }

    /** Returns the name of a layer, unique in the network and independent of its cut: {@code 3.dense}. */
    public String name(int layer) {
        return name(layers, layer);
    }

    /** Returns the shape of one example in front of a layer; with {@link #size}, that of the output. */
    public Shape shape(int layer) {
        Shape shape = input;
        for (Layer before : layers.subList(0, layer)) {
            shape = before.output(shape);
        }
        return shape;
    }

    /** Returns the shape of one example's output. */
    public Shape output() {
        return shape(size());
    }

    /**
     * Checks that the data's targets fit.
     *
     * @throws IllegalArgumentException naming both shapes, if not
     */
    public void checkTarget(Shape target) {
        Shape expected = loss.target(output());
        if (!expected.equals(target)) {
            throw new IllegalArgumentException("target of shape " + target + ": the loss " + loss.kind()
                    + " after layer " + name(size() - 1) + " of output " + output() + " needs " + expected
                    + "; change the last layer or the data");
        }
    }

    /** Returns the parameters of a range, under names such as {@code 3.dense.weight}. */
    public List<Slot> parameters(int from, int to) {
        return range(from, to)
                .flatMap(i -> named(i, layers.get(i).parameters(shape(i))))
                .toList();
    }

    /** Returns the statistics of a range, under names such as {@code 4.batch-norm.mean}. */
    public List<Slot> statistics(int from, int to) {
        return range(from, to)
                .flatMap(i -> named(i, layers.get(i).statistics(shape(i))))
                .toList();
    }

    /** Returns the floating-point operations of the forward pass of one example through a range. */
    public long flops(int from, int to) {
        return range(from, to).mapToLong(i -> layers.get(i).flops(shape(i))).sum();
    }

    private Stream<Slot> named(int layer, List<Slot> slots) {
        return slots.stream().map(slot -> slot.within(name(layer)));
    }

    private Stream<Integer> range(int from, int to) {
        if (from < 0 || from >= to || to > size()) {
            throw new IllegalArgumentException(
                    "layers " + from + " to " + to + " (excluded): must be a part of 0 to " + size());
        }
        return IntStream.range(from, to).boxed();
    }
}
