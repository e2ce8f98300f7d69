package org.sparksg.data;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.sparksg.tensor.Element;
import org.sparksg.tensor.Tensor;

/** Reads streamed data as a stage does: batch after batch, waiting for what is not there yet. */
final class Streams implements AutoCloseable {
    static final Configuration HADOOP = new Configuration();
    private static final int LIMIT_S = 30;

    private final Semaphore arrived = new Semaphore(0);
    private final DataSummary planned;
    private final Readers readers;

    /** Opens data as a plan would have them. {@code window}: of the shuffle. */
    Streams(DataSettings data, int window, int step, int epochs, long seed) throws Exception {
        this(data, planned(data, window, seed), step, epochs, seed);
    }

    Streams(DataSettings data, DataSummary planned, int step, int epochs, long seed) throws Exception {
        this.planned = planned;
        this.readers =
                Readers.open(data, HADOOP, seed, planned, new Readers.Owner(step, step, epochs, arrived::release));
    }

    static DataSummary planned(DataSettings data, int window, long seed) throws Exception {
        DataSummary found = data.open(HADOOP, seed);
        return found.with(new Streaming(
                true,
                data.test() != null,
                window,
                found.sources().get(0).shards().size()));
    }

    /** Is called when something has come. */
    void arrived() {
        arrived.release();
    }

    Readers readers() {
        return readers;
    }

    DataSummary planned() {
        return planned;
    }

    /** Returns the first feature of each example of the training data, from a place of an epoch to its end. */
    List<Integer> training(long epoch, int from, int batch) throws InterruptedException {
        return read(readers.training(), epoch, from, batch);
    }

    /** Returns the first feature of each example. */
    List<Integer> read(ExampleReader reader, long epoch, int from, int batch) throws InterruptedException {
        List<Integer> all = new ArrayList<>();
        for (float[] row : rows(reader, epoch, from, batch)) {
            all.add((int) row[0]);
        }
        return all;
    }

    /** Returns features and target of each example. */
    List<float[]> rows(ExampleReader reader, long epoch, int from, int batch) throws InterruptedException {
        List<float[]> all = new ArrayList<>();
        each(reader, epoch, from, batch, all::add);
        return all;
    }

    /** Hands on features and target of each example. */
    void each(ExampleReader reader, long epoch, int from, int batch, Consumer<float[]> to) throws InterruptedException {
        Tensor features = Tensor.zeros(Element.F32, reader.features().batch(batch));
        Tensor targets = Tensor.zeros(Element.F32, reader.target().batch(batch));
        for (int at = from; at < reader.count(); at += batch) {
            int rows = Math.min(batch, reader.count() - at);
            while (!reader.read(epoch, at, features.rows(rows), targets.rows(rows))) {
                if (!arrived.tryAcquire(LIMIT_S, TimeUnit.SECONDS)) {
                    throw new AssertionError("nothing came from " + reader.source());
                }
            }
            for (int row = 0; row < rows; row++) {
                float[] both = new float[features.columns() + targets.columns()];
                for (int i = 0; i < both.length; i++) {
                    both[i] = (float)
                            (i < features.columns()
                                    ? features.get(row * features.columns() + i)
                                    : targets.get(row * targets.columns() + i - features.columns()));
                }
                to.accept(both);
            }
        }
    }

    @Override
    public void close() {
        readers.close();
    }
}
