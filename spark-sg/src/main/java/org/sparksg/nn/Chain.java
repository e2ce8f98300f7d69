package org.sparksg.nn;

import java.util.List;
import org.sparksg.graph.Arena;
import org.sparksg.graph.Program;
import org.sparksg.settings.Require;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/**
 * Consecutive layers of a network on given kernels, compiled for each number of rows that comes. The chain makes the variables,
 * their gradient, and passes, each of which holds one batch. It holds no numbers itself, but for the work space, which all
 * passes share: they belong to one thread.
 */
public final class Chain {
    private final Network network;
    private final int from;
    private final int to;
    private final int maxBatch;
    private final Differentiation differentiation;
    private final Kernels kernels;
    private final List<Slot> parameters;
    private final List<Slot> statistics;
    private final Arena work;
    private final Tensor seed; // the gradient of the output of whichever pass goes back
    private final Tensor stateSeed; // and that of what it carries on; null if there is none
    private final PerRows<Compiled> training = new PerRows<>(rows -> compile(rows, NetworkGraph.Mode.TRAIN));
    private final PerRows<Compiled> inference = new PerRows<>(rows -> compile(rows, NetworkGraph.Mode.INFER));

    /** The program for a number of rows. */
    record Compiled(ChainLayout layout, Program program) {}

    /**
     * Takes the layers {@code from} (included) to {@code to} (excluded), to go back in full.
     *
     * @param maxBatch the most rows that a batch may have
     */
    public Chain(Network network, int from, int to, int maxBatch, Kernels kernels) {
        this(network, from, to, maxBatch, Differentiation.FULL, kernels);
    }

    /** Takes layers as above, to go back in these ways. */
    public Chain(Network network, int from, int to, int maxBatch, Differentiation differentiation, Kernels kernels) {
        Require.atLeastOne("maxBatch", maxBatch);
        Require.present("differentiation", differentiation);
        this.network = network;
        this.from = from;
        this.to = to;
        this.maxBatch = maxBatch;
        this.differentiation = differentiation;
        this.kernels = kernels;
        this.parameters = network.parameters(from, to);
        this.statistics = network.statistics(from, to);
        this.work = new Arena(kernels);
        this.seed = differentiation.wanted().isEmpty() ? null : kernels.zeros(output().batch(maxBatch));
        this.stateSeed = differentiation.throughTime() && state() > 0 ? newState() : null;
    }

    /**
     * Returns how many elements one batch in flight takes, with the work space that it shares with others, but without
     * variables and gradient.
     */
    public static long elements(Network network, int from, int to, int rows, Differentiation differentiation) {
        ChainLayout layout = ChainLayout.of(network, from, to, rows, NetworkGraph.Mode.TRAIN, differentiation);
        return (long) layout.body().input().shape().size()
                + layout.seed().shape().size()
                + layout.body().before().stream()
                        .mapToInt(before -> before.shape().size())
                        .sum()
                + layout.seeds().stream()
                        .mapToInt(dstate -> dstate.shape().size())
                        .sum()
                + layout.layout().keptSize()
                + layout.layout().workSize();
    }

    private Compiled compile(int rows, NetworkGraph.Mode mode) {
        Differentiation back = mode == NetworkGraph.Mode.TRAIN ? differentiation : Differentiation.NONE;
        ChainLayout layout = ChainLayout.of(network, from, to, rows, mode, back);
        return new Compiled(layout, new Program(layout.layout(), kernels, work));
    }

    /** Allocates variables with the starting values that the seed gives, whatever the cut. */
    public Variables newVariables(long seed) {
        Variables variables = newVariables();
        variables.initialise(seed);
        return variables;
    }

    /** Allocates variables of zeros. */
    public Variables newVariables() {
        return new Variables(new ParameterVector(parameters, kernels), new ParameterVector(statistics, kernels));
    }

    /**
     * Allocates fixed random weights for the first layer, drawn as its own are, to take the place of those in {@link
     * ChainPass#backwardAligned}. The first layer must be dense.
     */
    public Variables newFeedback(long seed) {
        Require.that(network.layers().get(from) instanceof Dense, "the first layer", network.name(from), "dense");
        return new Chain(network, from, from + 1, 1, Differentiation.NONE, kernels).newVariables(seed);
    }

    /** Allocates a gradient. */
    public Gradient newGradient() {
        return new Gradient(new ParameterVector(parameters, kernels));
    }

    /** Allocates the buffers of one more batch in flight. */
    public ChainPass newPass(Operands operands) {
        return new ChainPass(this, operands);
    }

    /** Allocates the buffers of one more batch, which goes back with the weights that it came with. */
    public ChainPass newPass(Variables variables, Gradient gradient) {
        return newPass(new Operands(variables, variables, gradient, null));
    }

    Compiled training(int rows) {
        return training.get(rows);
    }

    Compiled inference(int rows) {
        return inference.get(rows);
    }

    /** Returns the gradient of the output, of all passes. */
    Tensor seed() {
        return seed;
    }

    /** Returns the gradient of what a pass carries to the next batch, of all passes; null if there is none. */
    Tensor stateSeed() {
        return stateSeed;
    }

    /** Returns how many numbers of each example are carried from one batch to the next. */
    public int state() {
        return network.state(from, to);
    }

    /** Allocates what is carried, of as many rows as a batch may have: zeros. There must be something. */
    public Tensor newState() {
        return kernels.zeros(Shape.of(maxBatch, state()));
    }

    Kernels kernels() {
        return kernels;
    }

    /** Returns how it goes back. */
    public Differentiation differentiation() {
        return differentiation;
    }

    /** Returns the network that this is a part of. */
    public Network network() {
        return network;
    }

    /** Returns the index of the first layer. */
    public int from() {
        return from;
    }

    /** Returns the index after the last layer. */
    public int to() {
        return to;
    }

    /** Returns the shape of one example's input. */
    public Shape input() {
        return network.shape(from);
    }

    /** Returns the shape of one example's output. */
    public Shape output() {
        return network.shape(to);
    }

    /** Returns the most rows that a batch may have. */
    public int maxBatch() {
        return maxBatch;
    }
}
