package org.sparksg.data;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * A walk over windows of a table, from one of them to the end of the last epoch. A thread of its own fills windows that are free; it waits
 * for free ones until the passage is closed, and what it fails with comes out where its window would have been taken. All
 * methods belong to the thread that takes windows.
 */
final class Passage {
    private static final Duration END = Duration.ofSeconds(10);

    private final String key;
    private final Table table;
    private final ShardOrder order;
    private final Runnable arrived;
    private final int epochs;
    private final BlockingQueue<Window> free;
    private final BlockingQueue<Window> full;
    private final Thread thread;
    private volatile Throwable failure;
    private volatile boolean closed;
    private volatile long signs; // rows passed; written by the thread that reads
    private long epoch;
    private int index;
    private Window current;

    /** Begins to read before a window of an epoch. {@code arrived}: called when one was filled, or failed. */
    Passage(
            String key,
            Table table,
            ShardOrder order,
            List<Window> windows,
            int epochs,
            long epoch,
            int index,
            Runnable arrived) {
        this.key = key;
        this.table = table;
        this.order = order;
        this.arrived = arrived;
        this.epochs = epochs;
        this.free = new ArrayBlockingQueue<>(windows.size(), false, windows);
        this.full = new ArrayBlockingQueue<>(windows.size());
        this.epoch = epoch;
        this.index = index;
        this.thread = new Thread(() -> work(epoch, index), "spark-sg-" + key);
        thread.setDaemon(true);
        thread.start();
    }

    /** Goes to a window if it is the one at hand or the next; returns whether it is. */
    boolean goTo(long wantedEpoch, int wantedIndex) {
        if (wantedEpoch == epoch && wantedIndex == index) {
            return true;
        }
        boolean last = index + 1 == order.windows();
        boolean next = wantedEpoch == (last ? epoch + 1 : epoch) && wantedIndex == (last ? 0 : index + 1);
        if (next && current != null && wantedEpoch < epochs) {
            epoch = wantedEpoch;
            index = wantedIndex;
            free.add(current);
            current = null;
            return true;
        }
        return false;
    }

    /** Returns the window at hand, or null if it is not there yet. */
    Window window() {
        Throwable found = failure; // first: windows that were filled before are still good
        if (current == null) {
            current = full.poll();
        }
        if (current == null && found instanceof RuntimeException trouble) {
            throw trouble;
        }
        if (current == null && found instanceof Error trouble) {
            throw trouble;
        }
        return current;
    }

    /** Returns how many rows were passed, wanted or not. */
    long signs() {
        return signs;
    }

    /** Ends it, and returns whether its thread has ended: only then its windows are free. */
    boolean close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(END.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return !thread.isAlive();
    }

    private void work(long firstEpoch, int firstIndex) {
        try {
            DataSettings.naming(key, () -> {
                read(firstEpoch, firstIndex);
                return null;
            });
        } catch (Throwable e) { // also errors: the owner shall hear of them
            failure = e;
        }
        arrived.run();
    }

    private void read(long firstEpoch, int firstIndex) throws IOException {
        LabelColumn label = table.newLabels(false);
        try (TableRows rows = new TableRows(table, true, label, 0, 0)) {
            for (long at = firstEpoch; at < epochs; at++) {
                int begin = at == firstEpoch ? firstIndex : 0;
                ShardOrder.Walk walk = order.walk(at, begin);
                rows.leave();
                for (int next = begin; next < order.windows(); next++) {
                    Window window = free.take();
                    fill(window, order.size(next), walk, rows, label);
                    order.arrange(at, next, window.order);
                    if (next + 1 == order.windows()) {
                        boolean all = table.whole() && (at > firstEpoch || firstIndex == 0);
                        rows.checkNarrowing(all);
                        label.finish(table.path(), all);
                    }
                    full.add(window);
                    arrived.run();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed: there is nobody to hear of it
        }
    }

    private void fill(Window window, int size, ShardOrder.Walk walk, TableRows rows, LabelColumn label)
            throws IOException, InterruptedException {
        for (int i = 0; i < size; i++) {
            advance(walk, rows);
            window.set(i, rows, label);
            walk.advance();
        }
    }

    /** Goes to the row that the walk stands at: from within its shard, if the row before was of it. */
    private void advance(ShardOrder.Walk walk, TableRows rows) throws IOException, InterruptedException {
        requireOpen();
        if (!rows.isIn(walk.shard())) {
            rows.seek(walk.shard());
        }
        boolean there = true;
        while (there && rows.row() < walk.row()) {
            there = rows.skip();
            signs++;
            requireOpen();
        }
        if (!there || !rows.next()) {
            throw table.parts()
                    .get(walk.shard().part())
                    .file()
                    .error("has fewer rows than when the run was planned: put back what was there, or start a new run");
        }
        signs++;
    }

    private void requireOpen() throws InterruptedException {
        if (closed) {
            throw new InterruptedException();
        }
    }
}
