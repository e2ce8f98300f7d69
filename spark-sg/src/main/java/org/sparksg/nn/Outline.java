package org.sparksg.nn;

import java.util.List;
import org.sparksg.tensor.Shape;

/**
 * What follows from one layer at its place in a network.
 *
 * @param output the shape of one example
 * @param parameters what an optimizer moves, in the order of the flat vector
 * @param statistics what the way forward moves and inference needs: running means and variances
 * @param flops floating-point operations forward, of one example; a multiply-add counts 2
 */
record Outline(Shape output, List<Slot> parameters, List<Slot> statistics, long flops) {

    /** Has a layer write itself down. {@code name}: of the layer in its network. */
    static Outline of(Layer layer, String name, Shape input) {
        NetworkGraph body = NetworkGraph.ofLayer(layer, name, input);
        return new Outline(
                body.output().example(),
                body.slots(),
                body.states(),
                body.graph().flops());
    }
}
