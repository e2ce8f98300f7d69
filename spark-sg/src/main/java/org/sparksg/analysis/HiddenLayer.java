package org.sparksg.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.sparksg.nn.Network;

/**
 * A hidden layer as papers count them: one that multiplies by a weight and all that follows it, such as batch norm and ReLU, up to
 * the next one. What stands before the first one belongs to it; the last one is the output, and hidden no more.
 *
 * @param number counted from 1
 * @param from index of its first layer in the network
 * @param to index after its last layer
 */
public record HiddenLayer(int number, int from, int to) {

    /**
     * Returns the hidden layers of a network, from the input up.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static List<HiddenLayer> of(Network network) {
        int[] products = IntStream.range(0, network.size())
                .filter(layer -> network.layers().get(layer).hasProduct())
                .toArray();
        if (products.length < 2) {
            throw new IllegalArgumentException("network with " + products.length
                    + " layers with weights: must have 2 or more, one of them hidden");
        }
        List<HiddenLayer> hidden = new ArrayList<>();
        for (int i = 0; i + 1 < products.length; i++) {
            hidden.add(new HiddenLayer(i + 1, i == 0 ? 0 : products[i], products[i + 1]));
        }
        return hidden;
    }
}
