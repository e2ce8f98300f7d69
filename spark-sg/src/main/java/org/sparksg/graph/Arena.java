package org.sparksg.graph;

import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/** Memory that several programs or frames use, one at a time: as much as the largest of them needs. */
public final class Arena {
    private final Kernels kernels;
    private Tensor memory;

    /** Starts empty. */
    public Arena(Kernels kernels) {
        this.kernels = kernels;
    }

    /** Returns the memory, allocated anew if it has fewer elements: whoever asked before keeps what it got. */
    Tensor atLeast(int elements) {
        if (memory == null || memory.size() < elements) {
            memory = kernels.zeros(Shape.of(Math.max(1, elements)));
        }
        return memory;
    }
}
