package org.sparksg.nn;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.sparksg.settings.Require;
import org.sparksg.tensor.Shape;

/**
 * Layers one after the other, and the loss at their end: the whole network, uncut. Ranges of layers are given as {@code
 * from} (included) and {@code to} (excluded). Immutable; equal if input, layers and loss are.
 */
public final class Network implements Serializable {
    private static final long serialVersionUID = 1;

    private final Shape input;
    private final int ids;
    private final List<Layer> layers;
    private final Loss loss;
    private final transient List<Outline> outlines;

    /** Creates a network of numbers: as below. */
    public Network(Shape input, List<Layer> layers, Loss loss) {
        this(input, 0, layers, loss);
    }

    /**
     * Checks that each layer takes what the one before it gives, and the loss what the last one gives.
     *
     * @param input shape of one example
     * @param ids how many different ids there are, if examples are ids; 0 if they are numbers
     * @throws IllegalArgumentException naming the layer and the shapes, if not
     */
    public Network(Shape input, int ids, List<Layer> layers, Loss loss) {
        Require.present("input", input);
        Require.present("loss", loss);
        Require.that(ids >= 0, "ids", ids, ">= 0");
        this.input = input;
        this.ids = ids;
        this.layers = List.copyOf(layers);
        this.loss = loss;
        Require.that(!layers.isEmpty(), "layers", layers, "at least one");
        List<Outline> all = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            all.add(outline(i, i == 0 ? input : all.get(i - 1).output()));
        }
        this.outlines = List.copyOf(all);
        try {
            loss.target(output());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "loss " + loss.kind() + " after layer " + name(size() - 1) + ": " + e.getMessage(), e);
        }
    }

    private Outline outline(int index, Shape from) {
        try {
            return Outline.of(layers.get(index), name(index), from, index == 0 ? ids : 0);
        } catch (IllegalArgumentException e) {
            String source = index == 0 ? "the network's input" : "the output of " + name(index - 1);
            throw new IllegalArgumentException(
                    "layer " + name(index) + ", fed with " + source + " of shape " + from + ": " + e.getMessage(), e);
        }
    }

    /** Returns the shape of one example. */
    public Shape input() {
        return input;
    }

    /** Returns how many different ids examples have, if they are ids; 0 if they are numbers. */
    public int ids() {
        return ids;
    }

    /** Returns the layers, from the input on. */
    public List<Layer> layers() {
        return layers;
    }

    /** Returns the loss. */
    public Loss loss() {
        return loss;
    }

    /** Returns the number of layers. */
    public int size() {
        return layers.size();
    }

    /** Returns the name of a layer, unique in the network and independent of its cut: {@code 3.dense}. */
    public String name(int layer) {
        return layer + "." + layers.get(layer).kind();
    }

    /** Returns the shape of one example in front of a layer; with {@link #size}, that of the output. */
    public Shape shape(int layer) {
        return layer == 0 ? input : outlines.get(layer - 1).output();
    }

    /** Returns the shape of one example's output. */
    public Shape output() {
        return shape(size());
    }

    /** Returns the shape of one example's target. */
    public Shape target() {
        return loss.target(output());
    }

    /** Returns whether each step of an example has a class. */
    public boolean classifiesSteps() {
        return loss.classification() && output().rank() == 2;
    }

    /**
     * Checks that the data's targets fit.
     *
     * @throws IllegalArgumentException naming both shapes, if not
     */
    public void checkTarget(Shape target) {
        Shape expected = target();
        if (!expected.equals(target)) {
            throw new IllegalArgumentException("target of shape " + target + ": the loss " + loss.kind()
                    + " after layer " + name(size() - 1) + " of output " + output() + " needs " + expected
                    + "; change the last layer or the data");
        }
    }

    /** Returns the parameters of a range, under names such as {@code 3.dense.weight}. */
    public List<Slot> parameters(int from, int to) {
        return range(from, to).stream()
                .flatMap(outline -> outline.parameters().stream())
                .toList();
    }

    /** Returns the statistics of a range, under names such as {@code 4.batch-norm.mean}. */
    public List<Slot> statistics(int from, int to) {
        return range(from, to).stream()
                .flatMap(outline -> outline.statistics().stream())
                .toList();
    }

    /** Returns how many numbers of each example the layers of a range carry from one batch to the next. */
    public int state(int from, int to) {
        return range(from, to).stream().mapToInt(Outline::state).sum();
    }

    /** Returns the floating-point operations of the forward pass of one example through a range. */
    public long flops(int from, int to) {
        return range(from, to).stream().mapToLong(Outline::flops).sum();
    }

    private List<Outline> range(int from, int to) {
        if (from < 0 || from >= to || to > size()) {
            throw new IllegalArgumentException(
                    "layers " + from + " to " + to + " (excluded): must be a part of 0 to " + size());
        }
        return outlines.subList(from, to);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Network network
                && input.equals(network.input)
                && ids == network.ids
                && layers.equals(network.layers)
                && loss.equals(network.loss);
    }

    @Override
    public int hashCode() {
        return Objects.hash(input, ids, layers, loss);
    }

    @Override
    public String toString() {
        return "Network[input=" + input + (ids == 0 ? "" : " of " + ids + " ids") + ", layers=" + layers + ", loss="
                + loss + "]";
    }

    /** What travels: outlines are made anew. */
    private record Form(Shape input, int ids, List<Layer> layers, Loss loss) implements Serializable {
        private Object readResolve() {
            return new Network(input, ids, layers, loss);
        }
    }

    private Object writeReplace() {
        return new Form(input, ids, layers, loss);
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("a network travels as its form");
    }
}
