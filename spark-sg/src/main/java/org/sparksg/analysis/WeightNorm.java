package org.sparksg.analysis;

import java.util.List;
import org.sparksg.nn.Network;
import org.sparksg.nn.Variables;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Tensor;

/**
 * How large the weights of a layer are.
 *
 * @param layer the name of the layer in the network: {@code 3.dense}
 * @param inputs of each unit
 * @param units of the layer
 * @param norm the L2 norm of all its weights, biases not counted
 */
public record WeightNorm(String layer, int inputs, int units, double norm) {
    private static final String WEIGHT = ".weight";

    /** Returns the norms of all weights, from the input up; the last one is that of the output. */
    public static List<WeightNorm> of(Network network, Variables variables, Kernels kernels) {
        return network.parameters(0, network.size()).stream()
                .filter(slot -> slot.name().endsWith(WEIGHT))
                .map(slot -> of(slot.name(), variables, kernels))
                .toList();
    }

    private static WeightNorm of(String name, Variables variables, Kernels kernels) {
        Tensor weight = variables.parameters().get(name);
        int units = weight.shape().last();
        String layer = name.substring(0, name.length() - WEIGHT.length());
        Tensor squares = kernels.sum();
        kernels.dot(weight, weight, squares, false);
        return new WeightNorm(layer, weight.size() / units, units, Math.sqrt(squares.get(0)));
    }
}
