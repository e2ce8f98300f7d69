package org.sparksg.graph;

import java.util.List;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Step;

/**
 * A primitive: which shapes it makes of which, how a gradient goes back over it, what it costs, and which kernel computes it. As
 * coarse as the fastest kernel for it: only what glues them together is derived.
 */
sealed interface Op
        permits Activation,
                ActivationBackward,
                AddBias,
                Attention,
                AttentionBackward,
                BatchNormalise,
                BatchNormaliseBackward,
                BatchStandardise,
                Combine,
                Concatenate,
                Convolution,
                ConvolutionInput,
                ConvolutionWeight,
                Dense,
                Dot,
                Dropout,
                Elementwise,
                ElementwiseBackward,
                GroupNormalise,
                GroupNormaliseBackward,
                Implicit,
                ImplicitDense,
                Lookup,
                LookupTable,
                MatMul,
                MaxPool,
                MaxPoolBackward,
                MeanPool,
                MeanPoolBackward,
                Move,
                Multiply,
                Recurrence,
                RecurrenceBackward,
                ReluBackwardBias,
                Reshape,
                Rotate,
                Scale,
                ScaleBy,
                Split,
                Spread,
                SumPositions,
                SumRows,
                SwapAxes {

    /**
     * Returns the shapes of the results.
     *
     * @throws IllegalArgumentException if it does not take such operands
     */
    List<Shape> infer(List<Shape> in);

    /** Appends what computes the gradients of its operands: only operations that a layer is written with have them. */
    default void adjoint(Adjoint at) {
        throw new UnsupportedOperationException(this + ": a gradient of a gradient");
    }

    /** Binds a kernel to tensors. */
    Step prepare(Binding at);

    /** Returns floating-point operations; a multiply-add counts 2. */
    default long flops(List<Shape> in) {
        return infer(in).get(0).size();
    }

    /** Returns whether the first result may take the memory of an operand that nobody reads afterwards. */
    default boolean mayOverwrite(int operand) {
        return false;
    }

    /** Returns whether a result may be added to what is there, in place of taking its place. */
    default boolean mayAdd(int result) {
        return false;
    }

    /** Returns whether its first result may be computed once more, from its operands alone, where that takes little time. */
    default boolean isRepeatable() {
        return false;
    }

    /** Returns whether it changes what it is given, so that it has to run though nobody reads a result. */
    default boolean hasEffect() {
        return false;
    }
}
