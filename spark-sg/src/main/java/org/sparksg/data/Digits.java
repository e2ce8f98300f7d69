package org.sparksg.data;

import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.sparksg.tensor.Shape;

/** stub */
public record Digits(int count, long seed) implements DataSource {
    /** The number of classes. */
    public static final int CLASSES = 10;
    /** Checks the count. */
    public Digits {
        Require.atLeast("Digits.count", count, 1);
    }

    @Override
    public Summary inspect(Configuration hadoop) {
        return new Summary(count, Shape.of(28, 28, 1), Shape.of(10), true, List.of(), toString());
    }

    @Override
    public Examples load(Configuration hadoop) {
        throw new UnsupportedOperationException("not yet");
    }
}
