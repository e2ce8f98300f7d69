package org.sparksg.nn;

import java.io.Serializable;
import java.util.List;
import org.sparksg.graph.Value;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Shape;

/**
 * One layer as a value: what it is, not its weights or buffers. Shapes here are those of one example, without the axis of
 * the batch.
 */
public sealed interface Layer extends Serializable
        permits Dense, BatchNorm, Relu, Tanh, Sigmoid, Dropout, Identity, SigmoidHead {

    /** Returns the name that this kind of layer has in settings, parameter names and messages, such as {@code dense}. */
    String kind();

    /**
     * Returns the shape of the output.
     *
     * @throws IllegalArgumentException if the layer does not take such an input
     */
    Shape output(Shape input);

    /** Returns the output for {@code x}, one example a row: the layer's one definition. */
    Value apply(Scope at, Value x);

    /** Returns what an optimizer moves, in the order of the flat vector. */
    default List<Slot> parameters(Shape input) {
        return List.of();
    }

    /** Returns what the forward pass moves and inference needs: running means and variances. */
    default List<Slot> statistics(Shape input) {
        return List.of();
    }

    /** Returns the floating-point operations of the forward pass of one example; a multiply-add counts 2. */
    long flops(Shape input);

    /** Returns how many elements {@link #pass} allocates. */
    long buffers(Shape input, int maxBatch);

    /** Allocates the buffers of one batch in flight. */
    Pass pass(Shape input, int maxBatch, Place place, Kernels kernels);

    /**
     * Where a layer stands.
     *
     * @param layer its index in the whole network
     * @param parameter index of its first slot among the parameters of the chain
     * @param statistic index of its first slot among the statistics of the chain
     */
    record Place(int layer, int parameter, int statistic) {}
}
