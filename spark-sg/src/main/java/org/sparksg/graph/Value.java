package org.sparksg.graph;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.sparksg.tensor.Cell;
import org.sparksg.tensor.Curve;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Window;

/**
 * What an operation of a graph makes, or what is given from outside. The methods are the words that layers are written in: each
 * appends an operation to the graph, and throws {@link IllegalArgumentException} naming the shapes if these do not fit.
 *
 * <p>A batch has one example a row: the first axis counts rows. Where an operation wants a matrix, the other axes count as one.
 */
public final class Value {
    private final Graph graph;
    private final int id; // counts the values of a graph
    private final Shape shape;
    private final Given given; // null: made by an operation
    private final Value base; // whose memory it has: possibly its own

    Value(Graph graph, int id, Shape shape, Given given) {
        this(graph, id, shape, given, null);
    }

    /** {@code of}: the value whose elements these are, in another shape; null if they are its own. */
    Value(Graph graph, int id, Shape shape, Given given, Value of) {
        this.graph = graph;
        this.id = id;
        this.shape = shape;
        this.given = given;
        this.base = of == null ? this : of.base;
    }

    /** Returns the value whose memory this one has: itself, unless it is another in a new shape. */
    Value base() {
        return base;
    }

    /** Returns whether this has the memory of the other. */
    public boolean sharesMemoryWith(Value other) {
        return base == other.base;
    }

    /** Returns the shape, with the rows of the batch. */
    public Shape shape() {
        return shape;
    }

    /** Returns the shape of one example: without the rows. */
    public Shape example() {
        int[] dims = new int[Math.max(1, shape.rank() - 1)];
        for (int axis = 0; axis < dims.length; axis++) {
            dims[axis] = shape.rank() == 1 ? 1 : shape.dim(axis + 1);
        }
        return Shape.of(dims);
    }

    /** Returns how many different ids it may have, if it is an input of ids; 0 elsewhere. */
    public int ids() {
        return given == null ? 0 : given.ids();
    }

    /** Returns the number of rows. */
    public int rows() {
        return shape.dim(0);
    }

    /** Returns the number of elements in a row. */
    public int columns() {
        return shape.size() / shape.dim(0);
    }

    /** Returns {@code x · weight} of a weight {@code [columns, units]}. */
    public Value matmul(Value weight) {
        return one(new MatMul(false, false), weight);
    }

    /** Returns {@code x · otherᵀ}. */
    public Value matmulTransposed(Value other) {
        return one(new MatMul(false, true), other);
    }

    /**
     * Returns {@code x · weight}, plus the bias if there is one, of a layer that learns with an implicit step: what would take its
     * outputs to their targets, with {@code step} the larger the closer, in place of the gradient.
     *
     * @param iterations of conjugate gradients for each unit
     */
    public Value implicitDense(double step, int iterations, Value weight, Optional<Value> bias) {
        Op op = new ImplicitDense(step, iterations);
        return bias.isPresent() ? one(op, weight, bias.get()) : one(op, weight);
    }

    /** Returns the sum of two values of a shape, or that with a vector with an element for each column, or for each channel. */
    public Value plus(Value other) {
        return one(other.shape.rank() == 1 && shape.rank() > 1 ? new AddBias() : new Combine(1, 1), other);
    }

    /** Returns {@code a · x + b · y}. */
    public Value combine(double a, double b, Value y) {
        return one(new Combine(a, b), y);
    }

    /** Returns {@code a · x}. */
    public Value times(double a) {
        return one(new Scale(a));
    }

    /** Returns the product, element by element, or that with a single number. */
    public Value times(Value other) {
        return one(other.shape.size() == 1 && shape.size() > 1 ? new ScaleBy() : new Multiply(), other);
    }

    /** Returns a function of each element. */
    public Value curve(Curve curve) {
        return one(new Elementwise(curve));
    }

    /** Gives each group of channels of each example mean 0 and variance 1, then each channel a scale and a shift. */
    public Value normaliseGroups(Value scale, Value shift, int groups, double epsilon) {
        return graph.apply(new GroupNormalise(rows(), groups, epsilon), this, scale, shift)
                .get(0);
    }

    /** Gives the last axis mean 0 and variance 1 wherever it stands, then each place of it a scale and a shift. */
    public Value normaliseFeatures(Value scale, Value shift, double epsilon) {
        int rows = shape.size() / shape.last();
        return graph.apply(new GroupNormalise(rows, 1, epsilon), this, scale, shift)
                .get(0);
    }

    /** Returns a row of numbers for each example in every place of an image. */
    public Value spread(int height, int width) {
        return one(new Spread(height, width));
    }

    /** Returns the same elements in another shape. */
    public Value reshape(Shape other) {
        return one(new Reshape(other));
    }

    /** Returns each example as one row of numbers. */
    public Value flatten() {
        return shape.rank() == 2 ? this : reshape(Shape.of(rows(), columns()));
    }

    /**
     * Returns the convolution of images {@code [n, height, width, channels]} with a weight {@code [window down, window right,
     * channels / groups, units]}.
     */
    public Value convolve(Value weight, Window window, int groups) {
        return one(new Convolution(window, groups), weight);
    }

    /** Returns the largest element of each channel that a window sees. */
    public Value maxPool(Window window) {
        return graph.apply(new MaxPool(window), this).get(0);
    }

    /** Returns the mean of each channel over what a window sees. */
    public Value meanPool(Window window) {
        return one(new MeanPool(window));
    }

    /** Appends operations whose results are computed again on the way back: see {@link Graph#recomputed}. */
    public Value recomputed(Supplier<Value> operations) {
        return graph.recomputed(operations);
    }

    /** Returns {@code max(0, x)}. */
    public Value relu() {
        return one(new Activation(Activation.Function.RELU));
    }

    /** Returns the hyperbolic tangent. */
    public Value tanh() {
        return one(new Activation(Activation.Function.TANH));
    }

    /** Returns {@code 1 / (1 + exp(-x))}. */
    public Value sigmoid() {
        return one(new Activation(Activation.Function.SIGMOID));
    }

    /** Returns a row of a table {@code [ids, width]} for each of these ids. */
    public Value lookup(Value table) {
        return one(new Lookup(), table);
    }

    /** Returns the same elements with the first two axes exchanged: of {@code [n, steps, ...]}, what is time-major. */
    public Value swapAxes() {
        return one(new SwapAxes());
    }

    /**
     * What a recurrent layer makes.
     *
     * @param y the outputs, time-major
     * @param end the state after the last step
     */
    public record Recurrent(Value y, Value end) {}

    /**
     * Runs a recurrent layer over what its gates get, time-major.
     *
     * @param weight {@code [units, gates · units]}, of the output before
     * @param start the state before the first step
     * @param shift of a cell that has one
     */
    public Recurrent recurrence(Cell cell, Value weight, Value start, Optional<Value> shift) {
        List<Value> results = shift.isPresent()
                ? graph.apply(new Recurrence(cell), this, weight, start, shift.get())
                : graph.apply(new Recurrence(cell), this, weight, start);
        return new Recurrent(results.get(0), results.get(1));
    }

    /** Returns what each step takes of the others, from queries, keys and values side by side: {@code [n, steps, 3 · d]}. */
    public Value attention(int heads, boolean causal) {
        return graph.apply(new Attention(heads, causal), this).get(0);
    }

    /** Turns queries and keys, in front of values, by angles that tell their steps. */
    public Value rotate(int heads) {
        return one(new Rotate(heads, 1));
    }

    /** Returns the first {@code width} places of the last axis, and the others. */
    public List<Value> split(int width) {
        return graph.apply(new Split(width), this);
    }

    /** Returns this and the other, side by side along the last axis. */
    public Value beside(Value other) {
        return one(new Concatenate(), other);
    }

    /**
     * Returns {@code x} without the elements that chance drops, and the others divided by the share that stays.
     *
     * @param key tells the draws of this place from those of others in the same batch
     */
    public Value dropout(double rate, long key) {
        return one(new Dropout(rate, key));
    }

    /**
     * Batch normalisation with the statistics of this batch.
     *
     * @param y the result
     * @param mean of each column
     * @param variance the unbiased one
     */
    public record Normalised(Value y, Value mean, Value variance) {}

    /** Normalises each column, or each channel, over everything else, then multiplies by {@code scale} and adds {@code shift}. */
    public Normalised normalise(Value scale, Value shift, double epsilon) {
        List<Value> results = graph.apply(new BatchNormalise(epsilon), this, scale, shift);
        return new Normalised(results.get(0), results.get(1), results.get(2));
    }

    /** Normalises with other statistics than those of this batch. */
    public Value standardise(Value scale, Value shift, Value mean, Value variance, double epsilon) {
        return one(new BatchStandardise(epsilon), scale, shift, mean, variance);
    }

    private Value one(Op op, Value... others) {
        Value[] in = new Value[others.length + 1];
        in[0] = this;
        System.arraycopy(others, 0, in, 1, others.length);
        return graph.apply(op, in).get(0);
    }

    Graph graph() {
        return graph;
    }

    int id() {
        return id;
    }

    /** Returns what it is outside; empty if an operation makes it. */
    Optional<Given> given() {
        return Optional.ofNullable(given);
    }

    boolean is(Given.Kind kind) {
        return given != null && given.kind() == kind;
    }

    /** Returns {@code %12[256, 10]}, or the name of what is given. */
    @Override
    public String toString() {
        return (given == null ? "%" + id : given.name()) + shape;
    }
}
