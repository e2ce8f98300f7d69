package org.sparksg.analysis;

import java.util.List;
import java.util.stream.IntStream;
import org.sparksg.nn.Dense;
import org.sparksg.nn.Network;
import org.sparksg.nn.Variables;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Tensor;

/**
 * How large the weights of a dense layer are.
 *
 * @param layer the name of the layer in the network: {@code 3.dense}
 * @param inputs of the layer
 * @param units of the layer
 * @param norm the L2 norm of all its weights, biases not counted
 */
public record WeightNorm(String layer, int inputs, int units, double norm) {

    /** Returns the norms of all dense layers, from the input up; the last one is that of the output. */
    public static List<WeightNorm> of(Network network, Variables variables, Kernels kernels) {
        return IntStream.range(0, network.size())
                .filter(layer -> network.layers().get(layer) instanceof Dense)
                .mapToObj(layer -> of(network.name(layer), variables, kernels))
                .toList();
    }

    private static WeightNorm of(String layer, Variables variables, Kernels kernels) {
        Tensor weight = variables.parameters().get(layer + ".weight");
        return new WeightNorm(layer, weight.rows(), weight.columns(), Math.sqrt(kernels.dot(weight, weight)));
    }
}
