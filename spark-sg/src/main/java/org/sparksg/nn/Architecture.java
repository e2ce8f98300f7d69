package org.sparksg.nn;

import java.io.Serializable;
import java.util.List;
import org.sparksg.settings.BadSetting;
import org.sparksg.settings.Require;
import org.sparksg.tensor.Shape;

/**
 * What a network is made of, whatever its input: the shape of that is known when the data are.
 *
 * @param layers from the input to the output
 * @param loss what is minimised
 */
public record Architecture(List<Layer> layers, Loss loss) implements Serializable {

    /** Copies the list. */
    public Architecture {
        Require.present("loss", loss);
        layers = List.copyOf(layers);
        Require.that(!layers.isEmpty(), "layers", layers, "one layer or more");
    }

    /**
     * Returns the network for inputs of a shape.
     *
     * @param input the shape of one example
     * @throws BadSetting naming the layer that cannot take what the one before it gives
     */
    public Network on(Shape input) {
        return on(input, 0);
    }

    /**
     * Returns the network for inputs of a shape that are ids.
     *
     * @param ids how many different ids there are; 0 for numbers
     */
    public Network on(Shape input, int ids) {
        try {
            return new Network(input, ids, layers, loss);
        } catch (IllegalArgumentException e) {
            throw new BadSetting("network.layers", null, e.getMessage());
        }
    }
}
