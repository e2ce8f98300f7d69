package org.sparksg.analysis;

import java.util.List;
import org.sparksg.nn.Chain;
import org.sparksg.nn.ChainPass;
import org.sparksg.nn.Differentiation;
import org.sparksg.nn.Network;
import org.sparksg.nn.ParameterVector;
import org.sparksg.nn.Slot;
import org.sparksg.nn.Variables;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/**
 * Examples on their way up a trained network, one hidden layer after the other, in evaluation mode: batch norm takes the running
 * statistics, and nothing is dropped.
 *
 * <p>Memory: two matrices {@code [examples, units of the widest hidden layer]}, whatever the depth. Belongs to one thread.
 */
public final class Ascent {
    private final Network network;
    private final Variables variables;
    private final Kernels kernels;
    private final List<HiddenLayer> layers;
    private final Tensor[] buffers = new Tensor[2]; // flat: of the layer at hand, and of the one below it
    private int climbed;
    private Tensor activations;

    /**
     * Starts at the input.
     *
     * @param variables weights and statistics of the whole network
     * @param input {@code [n, inputs]}; not written to, and not to be changed meanwhile
     * @throws IllegalArgumentException if the network has no hidden layer
     */
    public Ascent(Network network, Variables variables, Tensor input, Kernels kernels) {
        this.network = network;
        this.variables = variables;
        this.kernels = kernels;
        this.layers = HiddenLayer.of(network);
        this.activations = input;
        int widest = layers.stream().mapToInt(this::units).max().orElseThrow();
        for (int i = 0; i < buffers.length; i++) {
            buffers[i] = kernels.zeros(Shape.of(Math.multiplyExact(input.rows(), widest)));
        }
    }

    /** Returns the number of units of a hidden layer. */
    private int units(HiddenLayer layer) {
        return network.shape(layer.to()).size();
    }

    /** Returns the activations of the layer reached, {@code [n, units]}, at first the input; valid until it climbs twice. */
    public Tensor activations() {
        return activations;
    }

    /** Returns the number of the hidden layer reached; 0 at the input. */
    public int layer() {
        return climbed;
    }

    /** Goes on to the next hidden layer; returns false, and stays, if there is none. */
    public boolean climb() {
        if (climbed == layers.size()) {
            return false;
        }
        HiddenLayer next = layers.get(climbed);
        Chain chain = new Chain(network, next.from(), next.to(), Blocks.ROWS, Differentiation.NONE, kernels);
        Variables own = new Variables(
                copy(variables.parameters(), network.parameters(next.from(), next.to())),
                copy(variables.statistics(), network.statistics(next.from(), next.to())));
        ChainPass pass = chain.newPass(own, null);
        Tensor above = buffers[climbed % 2].view(0, Shape.of(activations.rows(), units(next)));
        List<Tensor> from = Blocks.of(activations);
        List<Tensor> to = Blocks.of(above);
        for (int i = 0; i < from.size(); i++) {
            kernels.copy(pass.infer(from.get(i)), to.get(i));
        }
        activations = above;
        climbed++;
        return true;
    }

    private ParameterVector copy(ParameterVector whole, List<Slot> slots) {
        ParameterVector part = new ParameterVector(slots, kernels);
        for (int i = 0; i < slots.size(); i++) {
            kernels.copy(whole.get(slots.get(i).name()), part.get(i));
        }
        return part;
    }
}
