package org.sparksg.spark;

import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.sparksg.checkpoint.TrainedModel;
import org.sparksg.data.ExampleReader;
import org.sparksg.data.Sequences;
import org.sparksg.nn.Network;
import org.sparksg.nn.Tally;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Tensor;
import org.sparksg.time.Waiting;
import org.sparksg.transport.Wakeup;

/** Adds up, batch by batch, how good a model is. Belongs to one task. */
final class Scorer {
    static final int BATCH = 256;
    private static final Duration STALL = Duration.ofMinutes(3);
    private static final long WAIT_NS = 50_000_000;

    private final TrainedModel model;
    private final Tensor target;
    private final Tally tally;

    /**
     * Loads a model.
     *
     * @param network what it computes
     * @param kernels must stay open as long as this is used
     */
    Scorer(Network network, Map<String, String> hadoop, String directory, Kernels kernels) {
        int rows = rows(network);
        this.model = TrainedModel.load(StageJob.configuration(hadoop), directory, kernels, rows);
        this.target = kernels.zeros(network.target().batch(rows));
        this.tally = new Tally(network, rows, kernels);
    }

    /** Returns how many examples are scored at once: of sequences, which keep more, as many as a run evaluates. */
    static int rows(Network network) {
        return network.output().rank() == 2 ? Sequences.EVALUATED : BATCH;
    }

    /** Returns where to put the features of the next examples, at most {@link #rows}; touch it then. */
    Tensor input(int rows) {
        return model.input().rows(rows);
    }

    /** Returns where to put the targets of the next examples; touch it then. */
    Tensor target(int rows) {
        return target.rows(rows);
    }

    /** Scores the examples that were put there. */
    void add(int rows) {
        tally.add(model.predict(model.input().rows(rows)), target.rows(rows));
    }

    /**
     * Scores all examples of a data set.
     *
     * @param sequences how examples go on where others ended: whole batches of them, row by row
     * @param wakeup signalled when some have come
     */
    SparkModel.Score score(ExampleReader data, Sequences sequences, Wakeup wakeup) {
        int step = sequences.evaluatedAtOnce(data.count(), rows(model.network()));
        int count = sequences.used(data.count(), step);
        for (int from = 0; from < count; from += step) {
            int at = from;
            int rows = Math.min(step, count - from);
            await(data, wakeup, () -> data.read(0, at, input(rows), target(rows)));
            if (sequences.begins(from / step, 1)) {
                model.startAnew();
            }
            add(rows);
            if (sequences.continued()) {
                model.goOn();
            }
        }
        return score();
    }

    /** Returns how good the model is on all examples so far. */
    SparkModel.Score score() {
        return SparkModel.Score.of(sums(), model.network().loss().classification());
    }

    /** Waits for examples as long as reading gets on, however slowly. */
    private static void await(ExampleReader data, Wakeup wakeup, BooleanSupplier read) {
        Waiting waiting = new Waiting(System::nanoTime);
        long signs = data.signs();
        while (!read.getAsBoolean()) {
            wakeup.await(WAIT_NS);
            if (signs != data.signs()) {
                signs = data.signs();
                waiting.restart();
            }
            boolean interrupted = Thread.currentThread().isInterrupted();
            if (interrupted || waiting.isBeyond(STALL)) {
                throw new IllegalStateException("waited for " + data.source()
                        + (interrupted ? ": interrupted" : ": no row came within " + STALL.toSeconds() + " s"));
            }
        }
    }

    /** Returns the sums over all examples, as {@link Tally.Sums} has them. */
    double[] sums() {
        Tally.Sums sums = tally.sums();
        return new double[] {sums.examples(), sums.answers(), sums.loss(), sums.right()};
    }
}
