package org.sparksg.metrics;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparksg.time.Waiting;

/**
 * Writes events to Parquet tables below a run's directory, on any Hadoop file system: {@code steps/}, {@code
 * corrections/}, {@code evaluations/} and {@code timeline/}.
 *
 * <p>A file has a hidden name while it is written and gets its visible one, which tells the writer and the range of
 * batches, by a rename at {@link #roll}. So readers see only whole files, and files end at checkpoints. A run that resumes
 * calls {@link Tables#discardAfter} first.
 *
 * <p>Threads: the caller only appends to a bounded queue; one daemon thread, which this object owns, encodes and writes.
 * If the queue stays full longer than the limit, or if the file system failed, {@link #accept} and {@link #roll} throw
 * {@link UncheckedIOException} with the path and the cause; everything since the last roll is then lost.
 */
public final class ParquetSink implements Sink {
    private static final Logger LOG = LoggerFactory.getLogger(ParquetSink.class);
    private static final int CAPACITY = 8192;
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final long LOOK_MS = 500;

    private final Path runDirectory;
    private final Duration limit;
    private final BlockingQueue<Order> orders;
    private final CompletableFuture<Void> broken = new CompletableFuture<>();
    private final Parts parts;
    private final Thread thread;
    private volatile boolean closed;

    /** Something for the writing thread to do. */
    private interface Order {
        void run(Parts parts) throws IOException;
    }

    /**
     * Starts a writer. The attempt number and the writer's id together must be its own within the run.
     *
     * @param configuration the file systems
     * @param runDirectory a URI, or a path on the default file system
     * @param run the name of the run
     * @param attempt the attempt, from 0
     * @param replica the replica, from 0
     * @param writer the writer's id in file names, such as {@code s02}, or {@code r1-s02} with replicas
     * @throws UncheckedIOException if there is no such file system
     */
    public ParquetSink(
            Configuration configuration, String runDirectory, String run, int attempt, int replica, String writer) {
        this(configuration, runDirectory, run, attempt, replica, writer, () -> {});
    }

    /** The same for a run that others may take over: {@code fence} throws if they have, and is asked right before a file is shown. */
    public ParquetSink(
            Configuration configuration,
            String runDirectory,
            String run,
            int attempt,
            int replica,
            String writer,
            Runnable fence) {
        this(configuration, runDirectory, new Origin(run, attempt, replica, writer), fence, CAPACITY, LIMIT);
    }

    ParquetSink(Configuration configuration, String runDirectory, Origin origin, int capacity, Duration limit) {
        this(configuration, runDirectory, origin, () -> {}, capacity, limit);
    }

    private ParquetSink(
            Configuration configuration,
            String runDirectory,
            Origin origin,
            Runnable fence,
            int capacity,
            Duration limit) {
        this.runDirectory = Tables.qualified(configuration, runDirectory);
        this.limit = limit;
        this.orders = new ArrayBlockingQueue<>(capacity);
        this.parts = new Parts(configuration, this.runDirectory, origin, fence);
        this.thread = new Thread(this::work, "spark-sg-metrics-" + origin.writer());
        thread.setDaemon(true);
        thread.start();
    }

    private void work() {
        try {
            while (!closed) {
                Order order = orders.poll(1, TimeUnit.SECONDS);
                if (order != null && !broken.isDone()) { // once broken, only empties the queue for those who wait
                    carryOut(order);
                }
            }
        } catch (InterruptedException e) {
            broken.completeExceptionally(e);
        } finally {
            parts.drop();
        }
    }

    private void carryOut(Order order) {
        try {
            order.run(parts);
        } catch (Throwable e) { // an Error too: it would end this thread, and the caller would learn of a time-out only
            broken.completeExceptionally(e);
        }
    }

    /**
     * {@inheritDoc}
     *
     * @throws UncheckedIOException if writing failed, or the queue stayed full
     */
    @Override
    public void accept(Event event) {
        put(parts -> parts.add(event));
    }

    /**
     * {@inheritDoc} Waits for the file system.
     *
     * @throws UncheckedIOException if writing failed or took too long
     */
    @Override
    public void roll(long batchId) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        put(parts -> {
            parts.publish(batchId);
            done.complete(null);
        });
        CompletableFuture<Object> either = CompletableFuture.anyOf(done, broken);
        Waiting waiting = new Waiting(System::nanoTime);
        while (!either.isDone()) {
            if (waiting.isBeyond(limit)) {
                throw failed(new IOException("rows before batch " + batchId + " are not visible after " + limit
                        + ": the file system hangs or is too slow"));
            }
            look(either);
        }
        if (broken.isCompletedExceptionally()) {
            throw failed(broken.handle((nothing, cause) -> cause).join());
        }
    }

    private void look(CompletableFuture<Object> either) {
        try {
            either.get(Math.min(limit.toMillis(), LOOK_MS), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            return; // the caller looks itself
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private void put(Order order) {
        if (closed) {
            throw new IllegalStateException("the tables below " + runDirectory + " are closed");
        }
        if (broken.isCompletedExceptionally()) {
            throw failed(broken.handle((nothing, cause) -> cause).join());
        }
        try {
            Waiting waiting = new Waiting(System::nanoTime);
            while (!orders.offer(order, Math.min(limit.toMillis(), LOOK_MS), TimeUnit.MILLISECONDS)) {
                if (waiting.isBeyond(limit)) {
                    throw failed(new IOException("the queue of " + orders.size() + " events is full for " + limit
                            + ": the file system hangs or is too slow"));
                }
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private UncheckedIOException failed(Throwable cause) {
        IOException io = cause instanceof IOException e ? e : new IOException(cause);
        return new UncheckedIOException("tables below " + runDirectory + ": " + io.getMessage(), io);
    }

    private UncheckedIOException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        IOException io = new InterruptedIOException("interrupted while waiting for the file system");
        io.initCause(e);
        return failed(io);
    }

    /** Deletes the hidden files and ends the thread; waits for it no longer than the limit. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        boolean awake = orders.offer(parts -> {}); // a full queue needs no one to wake the thread up
        try {
            thread.join(limit.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.warn(
                    "tables below {}: still writing after {}, awake {}; hidden files stay behind",
                    runDirectory,
                    limit,
                    awake);
        }
    }
}
