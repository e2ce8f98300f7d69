package org.sparksg.spark;

import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.sparksg.data.DataSettings;
import org.sparksg.data.DataSummary;
import org.sparksg.data.ExampleReader;
import org.sparksg.data.Readers;
import org.sparksg.metrics.Event;
import org.sparksg.pipeline.Split;
import org.sparksg.tensor.Backend;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Precision;
import org.sparksg.time.Waiting;
import org.sparksg.transport.ParkingWakeup;
import org.sparksg.transport.Wakeup;

/**
 * Scores a finished model on the test data, in one task on an executor: for the best weights, which training had left behind
 * before it came to the test data.
 *
 * @param settings the data of the run
 * @param data what they were found to be when it was planned
 * @param model the folder of the model
 * @param hadoop the driver's Hadoop settings
 */
record TestScore(DataSettings settings, DataSummary data, String model, Map<String, String> hadoop)
        implements Serializable {
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final Duration STALL = Duration.ofMinutes(3);
    private static final long WAIT_NS = 50_000_000;

    /** Runs the task. {@code batchId} and {@code epoch} tell how long the weights were trained. */
    Event.Evaluation on(JavaSparkContext context, long batchId, int epoch) {
        Function<Integer, Event.Evaluation> body = nothing -> measure(batchId, epoch);
        return Tasks.run(context, List.of(0), body, LIMIT.plusMillis(data.test()), "the test data were not scored")
                .get(0);
    }

    /** Waits for rows as long as they come, however slowly. */
    private static void await(ExampleReader examples, Wakeup wakeup, BooleanSupplier read) {
        Waiting waiting = new Waiting(System::nanoTime);
        long signs = examples.signs();
        while (!read.getAsBoolean()) {
            wakeup.await(WAIT_NS);
            if (signs != examples.signs()) {
                signs = examples.signs();
                waiting.restart();
            }
            if (Thread.currentThread().isInterrupted() || waiting.isBeyond(STALL)) {
                throw new IllegalStateException("waited for " + examples.source()
                        + (Thread.currentThread().isInterrupted()
                                ? ": interrupted"
                                : ", which got on by no row within " + STALL.toSeconds() + " s"));
            }
        }
    }

    private Event.Evaluation measure(long batchId, int epoch) throws IOException {
        Wakeup wakeup = new ParkingWakeup();
        var owner = new Readers.Owner(Scorer.BATCH, 1, wakeup::signal);
        try (ExampleReader examples = Readers.openTest(settings, StageJob.configuration(hadoop), data, owner);
                Kernels kernels = Backend.AUTO.open(Precision.F32)) {
            Scorer scorer = new Scorer(hadoop, model, kernels);
            for (int from = 0; from < examples.count(); from += Scorer.BATCH) {
                int at = from;
                int rows = Math.min(Scorer.BATCH, examples.count() - from);
                await(examples, wakeup, () -> examples.read(0, at, scorer.input(rows), scorer.target(rows)));
                scorer.add(rows);
            }
            SparkModel.Score score = scorer.score();
            return new Event.Evaluation(
                    batchId, epoch, Split.TEST.label(), score.examples(), score.loss(), score.accuracy());
        }
    }
}
