package org.sparksg.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * What is made once for each number of rows that comes: a run has full batches, a last short one, and micro-batches of both. Of
 * more than eight the oldest goes.
 */
public final class PerRows<T> {
    private static final int MOST = 8;

    private final IntFunction<T> make;
    private final int[] rows = new int[MOST];
    private final List<T> made = new ArrayList<>(MOST);
    private int oldest;

    /** {@code make}: makes it for a number of rows. */
    public PerRows(IntFunction<T> make) {
        this.make = make;
    }

    /** Returns that of a number of rows. */
    public T get(int count) {
        for (int i = 0; i < made.size(); i++) {
            if (rows[i] == count) {
                return made.get(i);
            }
        }
        T value = make.apply(count);
        if (made.size() < MOST) {
            rows[made.size()] = count;
            made.add(value);
        } else {
            rows[oldest] = count;
            made.set(oldest, value);
            oldest = (oldest + 1) % MOST;
        }
        return value;
    }
}
