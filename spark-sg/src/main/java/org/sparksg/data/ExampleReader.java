package org.sparksg.data;

import java.util.Optional;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/**
 * Examples one after the other, in the order that training or an evaluation takes them in. Belongs to one thread, which asks in ascending order:
 * it may ask for any place, but a reader that reads ahead serves the next one best.
 */
public interface ExampleReader extends AutoCloseable {

    /** Returns the number of examples. */
    int count();

    /** Returns the shape of one example's features. */
    Shape features();

    /** Returns the shape of one example's target. */
    Shape target();

    /**
     * Writes examples into the rows of two tensors, and touches them, if they are there.
     *
     * @param epoch which passage, from 0; their orders differ where examples are shuffled
     * @param from the place of the first one in the order; what is asked for must lie within a mini-batch, or within what an evaluation
     *     takes at once
     * @return false if they have to be waited for: the reader will signal then
     * @throws DataException if the data cannot be used
     * @throws java.io.UncheckedIOException if a file system fails
     */
    boolean read(long epoch, int from, Tensor features, Tensor targets);

    /** Goes on from what a run knows of a curriculum, and keeps it up to date, before the first example is read. */
    default void follow(Raises known) {}

    /**
     * Hears how well a batch was learned, before the next one is read: examples may become harder.
     *
     * @param loss the sum of the losses of its examples
     * @return the level of what begins from now on, if it is another one
     */
    default Optional<Level> learned(long batchId, double loss) {
        return Optional.empty();
    }

    /** Returns a number that changes as long as reading gets on. */
    default long signs() {
        return 0;
    }

    /** Returns where examples come from, for whoever waits. */
    default String source() {
        return "the data";
    }

    @Override
    default void close() {}

    /** Returns examples in memory, in another order each epoch. */
    static ExampleReader shuffled(Examples examples, long seed) {
        return new MemoryReader(examples, new Shuffle(examples.count(), seed)::epoch);
    }

    /** Returns examples in memory, as they stand. */
    static ExampleReader inSequence(Examples examples) {
        int[] order = Shuffle.inSequence(examples.count());
        return new MemoryReader(examples, epoch -> order);
    }
}
