package org.sparksg.nn;

import java.util.List;
import org.sparksg.graph.Value;
import org.sparksg.tensor.Shape;

/**
 * What follows from one layer at its place in a network.
 *
 * @param output the shape of one example
 * @param parameters what an optimizer moves, in the order of the flat vector
 * @param statistics what the way forward moves and inference needs: running means and variances
 * @param state how many numbers of each example are carried from one batch to the next
 * @param flops floating-point operations forward, of one example; a multiply-add counts 2
 */
record Outline(Shape output, List<Slot> parameters, List<Slot> statistics, int state, long flops) {

    /**
     * Has a layer write itself down.
     *
     * @param name of the layer in its network
     * @param ids how many different ids come in, if they are ids; else 0
     */
    static Outline of(Layer layer, String name, Shape input, int ids) {
        NetworkGraph body = NetworkGraph.ofLayer(layer, name, input, ids);
        return new Outline(
                body.output().example(),
                body.slots(),
                body.states(),
                body.after().stream().mapToInt(Value::columns).sum(),
                body.graph().flops());
    }
}
