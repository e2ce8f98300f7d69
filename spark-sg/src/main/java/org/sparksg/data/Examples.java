package org.sparksg.data;

import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/** A data set in memory. Immutable; may be shared between threads. */
public interface Examples {

    /** Returns the number of examples. */
    int count();

    /** Returns the shape of one example's features. Images are {@code [height, width, channels]}, or flat. */
    Shape features();

    /** Returns the shape of one example's target: {@code [classes]} (one-hot) or {@code [values]} of a regression. */
    Shape target();

    /**
     * Writes the examples {@code order[from]} to {@code order[from + features.rows() - 1]} into the rows of both tensors,
     * and touches them. A row of a tensor is what follows its first axis, whatever its rank. Allocates no
     * native memory, and at most one row on the heap.
     *
     * @throws IllegalArgumentException if the tensors have other row sizes, or different numbers of rows
     */
    void gather(int[] order, int from, Tensor features, Tensor targets);

    /** Returns whether those that are held out are the last ones: because examples stand in the order of time, or some belong together. */
    default boolean endIsHeldOut() {
        return false;
    }

    /** Returns whether an example goes on where the one before it ended. */
    default boolean continued() {
        return false;
    }

    /** Returns how many examples side by side are the windows of one sequence, if each has so many; 0 if all are one sequence, or none. */
    default int windows() {
        return 0;
    }

    /** Returns those that go on where the one before ended as so many streams, one for each row of a batch. */
    default ExampleReader streams(int rows) {
        int[] order = windows() == 0
                ? StreamOrder.order(count(), rows)
                : StreamOrder.order(Shuffle.inSequence(count() / windows()), rows, windows());
        return new MemoryReader(this, epoch -> order);
    }

    /** Returns the same to train on: in another order in each epoch, if there are many sequences. */
    default ExampleReader streams(int rows, long seed) {
        return windows() == 0
                ? streams(rows)
                : new MemoryReader(this, StreamOrder.shuffled(count(), rows, windows(), seed));
    }

    /** Returns the examples at these positions, in this order, as a data set of its own that shares the memory. */
    Examples subset(int[] members);
}
