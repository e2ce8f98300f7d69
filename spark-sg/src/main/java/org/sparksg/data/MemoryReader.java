package org.sparksg.data;

import java.util.function.LongFunction;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/**
 * Examples that are all in memory.
 *
 * @param orders the positions of an epoch
 */
record MemoryReader(Examples examples, LongFunction<int[]> orders) implements ExampleReader {

    @Override
    public int count() {
        return examples.count();
    }

    @Override
    public Shape features() {
        return examples.features();
    }

    @Override
    public Shape target() {
        return examples.target();
    }

    @Override
    public boolean read(long epoch, int from, Tensor features, Tensor targets) {
        examples.gather(orders.apply(epoch), from, features, targets);
        return true;
    }
}
