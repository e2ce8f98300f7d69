package org.sparksg.nn;

import org.sparksg.tensor.Tensor;

/**
 * The gradient of a chain's parameters, summed over examples, in the layout of the parameters. The first backward pass
 * after {@link #begin} overwrites it and later ones add, so that nobody has to fill it with zeros.
 *
 * <p>Belongs to the thread of its stage.
 */
public final class Gradient {
    private final ParameterVector vector;
    private boolean accumulating;

    /** Has the layout of this vector, which takes the numbers. */
    public Gradient(ParameterVector vector) {
        this.vector = vector;
    }

    /** Starts a new mini-batch: what is there counts as 0. */
    public void begin() {
        accumulating = false;
    }

    /** Returns whether a backward pass adds to what is there, or overwrites it. */
    public boolean accumulating() {
        return accumulating;
    }

    /** Says that a backward pass has written all of it. */
    void written() {
        accumulating = true;
    }

    /** Returns all numbers as one vector. */
    public Tensor flat() {
        return vector.flat();
    }

    /** Returns the numbers by slots. */
    ParameterVector vector() {
        return vector;
    }

    /** Returns the gradient of one parameter, by its slot. */
    public Tensor get(int slot) {
        return vector.get(slot);
    }
}
