package org.sparksg.nn;

import java.util.ArrayList;
import java.util.List;
import org.sparksg.settings.Require;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Shape;

/**
 * Consecutive layers of a network on given kernels. The chain makes the variables, their gradient, and passes, each of which
 * holds one batch. It holds no numbers itself, but for the work space of implicit steps, which its passes share.
 *
 * <p>A {@link Dense} layer with bias and the {@link Relu} after it run as one, with the same result, unless the step is implicit.
 */
public final class Chain {
    private final Network network;
    private final int from;
    private final int to;
    private final int maxBatch;
    private final Proximal proximal;
    private final Kernels kernels;
    private final List<Slot> parameters;
    private final List<Slot> statistics;
    private final ProximalSolver[] solvers; // of each layer; null where the step is explicit

    /**
     * Takes the layers {@code from} (included) to {@code to} (excluded).
     *
     * @param maxBatch the most rows that a batch may have
     */
    public Chain(Network network, int from, int to, int maxBatch, Kernels kernels) {
        this(network, from, to, maxBatch, Proximal.NONE, kernels);
    }

    /** Takes layers as above, whose dense ones learn with an implicit step. */
    public Chain(Network network, int from, int to, int maxBatch, Proximal proximal, Kernels kernels) {
        Require.atLeastOne("maxBatch", maxBatch);
        Require.present("proximal", proximal);
        this.network = network;
        this.from = from;
        this.to = to;
        this.maxBatch = maxBatch;
        this.proximal = proximal;
        this.kernels = kernels;
        this.parameters = network.parameters(from, to);
        this.statistics = network.statistics(from, to);
        this.solvers = new ProximalSolver[to - from];
        for (int i = from; i < to; i++) {
            if (implicit(i)) {
                solvers[i - from] = new ProximalSolver(proximal, dense(i), maxBatch, kernels);
            }
        }
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
     * ChainPass#backward(Variables, Variables, Gradient, Tensor)}. The first layer must be dense.
     */
    public Variables newFeedback(long seed) {
        Require.that(network.layers().get(from) instanceof Dense, "the first layer", network.name(from), "dense");
        return new Chain(network, from, from + 1, 1, kernels).newVariables(seed);
    }

    /** Allocates a gradient. */
    public Gradient newGradient() {
        return new Gradient(new ParameterVector(parameters, kernels));
    }

    /** Allocates the buffers of one more batch in flight. */
    public ChainPass newPass() {
        List<Pass> passes = new ArrayList<>();
        int lowest = -1; // the first pass that has parameters: nothing below it needs a gradient for its own sake
        Layer.Place place = new Layer.Place(from, 0, 0);
        while (place.layer() < to) {
            Shape input = network.shape(place.layer());
            Layer layer = network.layers().get(place.layer());
            if (lowest < 0 && !layer.parameters(input).isEmpty()) {
                lowest = passes.size();
            }
            boolean fused = fused(place.layer());
            passes.add(pass(layer, fused, input, place));
            place = new Layer.Place(
                    place.layer() + (fused ? 2 : 1),
                    place.parameter() + layer.parameters(input).size(),
                    place.statistic() + layer.statistics(input).size());
        }
        return new ChainPass(this, passes, lowest);
    }

    private Pass pass(Layer layer, boolean fused, Shape input, Layer.Place place) {
        if (fused) {
            return new DenseReluPass((Dense) layer, input, maxBatch, place, kernels);
        }
        if (implicit(place.layer())) {
            DensePass pass = new DensePass((Dense) layer, input, maxBatch, place, kernels);
            return new ProximalPass(pass, solvers[place.layer() - from]);
        }
        return layer.pass(input, maxBatch, place, kernels);
    }

    private boolean implicit(int layer) {
        return network.layers().get(layer) instanceof Dense && !proximal.isNone();
    }

    private Dense dense(int layer) {
        return (Dense) network.layers().get(layer);
    }

    /** Returns whether this layer and the next one run as one. */
    private boolean fused(int layer) {
        return network.layers().get(layer) instanceof Dense dense
                && proximal.isNone()
                && dense.bias()
                && layer + 1 < to
                && network.layers().get(layer + 1) instanceof Relu;
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
