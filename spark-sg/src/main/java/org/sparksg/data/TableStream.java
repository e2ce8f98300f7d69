package org.sparksg.data;

import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/**
 * Rows of a table that are read while they are needed: one window of them is in use, the next one is filled by a thread of its own.
 *
 * <p>Belongs to the thread that takes examples. Windows are allocated at the first use, once; an order other than the ascending one costs a new
 * passage, which begins with the window at hand.
 */
final class TableStream implements ExampleReader {
    private final String key;
    private final Table table;
    private final ShardOrder order;
    private final Runnable arrived;
    private final int epochs;
    private List<Window> windows;
    private Passage passage;

    /**
     * Prepares to read.
     *
     * @param key the setting that names the table, for messages
     * @param order which rows come when
     * @param epochs how many passages there will be
     * @param arrived called, by another thread, when rows have come
     */
    TableStream(String key, Table table, ShardOrder order, int epochs, Runnable arrived) {
        this.key = key;
        this.table = table;
        this.order = order;
        this.arrived = arrived;
        this.epochs = epochs;
    }

    @Override
    public int count() {
        return order.count();
    }

    @Override
    public Shape features() {
        return table.training().features();
    }

    @Override
    public Shape target() {
        return table.training().target();
    }

    @Override
    public boolean read(long epoch, int from, Tensor features, Tensor targets) {
        int index = from / order.window();
        int at = from % order.window();
        if (at + features.rows() > order.size(index)) {
            throw new IllegalArgumentException("examples " + from + " to " + (from + features.rows() - 1)
                    + " are not in one window of " + order.window());
        }
        if (passage == null || !passage.goTo(epoch, index)) {
            if (passage != null && !passage.close()) { // its windows are still written to
                throw new IllegalStateException(source() + ": the thread that reads them did not end in time");
            }
            windows = windows == null ? fitting(this::allocate) : windows;
            passage = new Passage(key, table, order, windows, epochs, epoch, index, arrived);
        }
        Window window = fitting(passage::window);
        if (window != null) {
            window.gather(at, features, targets);
        }
        return window != null;
    }

    private List<Window> allocate() {
        return Stream.generate(() -> new Window(order.window(), table))
                .limit(order.windows() == 1 && epochs == 1 ? 1 : 2)
                .toList();
    }

    /** Says what to do where others have left too little of the heap: another attempt would find no more. */
    private <T> T fitting(Supplier<T> work) {
        try {
            return work.get();
        } catch (OutOfMemoryError e) {
            throw new IllegalArgumentException(
                    String.format(
                            Locale.ROOT,
                            "%s, %s: buffers of %,d examples with %,d features, and what reading them takes, do not fit"
                                    + " into the heap of %,d MiB (%s): raise spark.executor.memory (or the driver's),"
                                    + " or make data.shuffle-buffer or training.batch-size smaller",
                            key,
                            table.path(),
                            order.window(),
                            features().size(),
                            Runtime.getRuntime().maxMemory() >> 20,
                            e.getMessage()),
                    e);
        }
    }

    @Override
    public long signs() {
        return passage == null ? 0 : passage.signs();
    }

    @Override
    public String source() {
        return key + ", " + table.path() + (passage == null ? "" : ", after " + passage.signs() + " rows");
    }

    @Override
    public void close() {
        if (passage != null) {
            passage.close();
            passage = null;
        }
    }
}
