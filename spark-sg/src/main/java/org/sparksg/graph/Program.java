package org.sparksg.graph;

import java.util.Map;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Tensor;

/** A {@link Layout} on kernels, with the work space that all its frames share. Belongs to one thread. */
public final class Program {
    private final Layout layout;
    private final Kernels kernels;
    private final Tensor work;

    /**
     * Takes the work space.
     *
     * @param work memory that other programs of the thread may use, too
     */
    public Program(Layout layout, Kernels kernels, Arena work) {
        this.layout = layout;
        this.kernels = kernels;
        this.work = work.atLeast(layout.workSize());
    }

    /**
     * Prepares one batch in flight.
     *
     * @param outside tensors for all that the graph is given
     * @param back tensors in place of these on the way back: the weights of another time
     * @param gradients tensors for the gradients of all parameters that a way makes
     * @param kept memory for what it keeps; other frames may use that when this batch is done
     */
    public Frame frame(Map<Value, Tensor> outside, Map<Value, Tensor> back, Map<Value, Tensor> gradients, Arena kept) {
        return new Frame(this, outside, back, gradients, kept.atLeast(layout.keptSize()));
    }

    Layout layout() {
        return layout;
    }

    Kernels kernels() {
        return kernels;
    }

    Tensor work() {
        return work;
    }
}
