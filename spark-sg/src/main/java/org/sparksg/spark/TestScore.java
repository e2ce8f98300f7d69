package org.sparksg.spark;

import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.sparksg.data.DataSettings;
import org.sparksg.data.DataSummary;
import org.sparksg.data.ExampleReader;
import org.sparksg.data.Readers;
import org.sparksg.metrics.Event;
import org.sparksg.nn.Network;
import org.sparksg.pipeline.Split;
import org.sparksg.tensor.Backend;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Precision;
import org.sparksg.transport.ParkingWakeup;
import org.sparksg.transport.Wakeup;

/**
 * Scores a finished model on the test data, in one task on an executor: for the best weights, which training had left behind
 * before it came to the test data.
 *
 * @param settings the data of the run
 * @param data what they were found to be when it was planned
 * @param network what the model computes
 * @param model its folder
 * @param hadoop the driver's Hadoop settings
 */
record TestScore(DataSettings settings, DataSummary data, Network network, String model, Map<String, String> hadoop)
        implements Serializable {
    private static final Duration LIMIT = Duration.ofMinutes(10);

    /** Runs the task. {@code batchId} and {@code epoch} tell how long the weights were trained. */
    Event.Evaluation on(JavaSparkContext context, long batchId, int epoch) {
        Function<Integer, Event.Evaluation> body = nothing -> measure(batchId, epoch);
        return Tasks.run(context, List.of(0), body, LIMIT.plusMillis(data.test()), "the test data were not scored")
                .get(0);
    }

    private Event.Evaluation measure(long batchId, int epoch) throws IOException {
        SparkModel.Score score = score();
        return new Event.Evaluation(
                batchId, epoch, Split.TEST.label(), score.examples(), score.loss(), score.accuracy());
    }

    /** Scores the model in this process. */
    SparkModel.Score score() throws IOException {
        Wakeup wakeup = new ParkingWakeup();
        var owner = new Readers.Owner(Scorer.BATCH, Scorer.BATCH, 1, wakeup::signal);
        try (ExampleReader examples = Readers.openTest(settings, StageJob.configuration(hadoop), data, owner);
                Kernels kernels = Backend.AUTO.open(Precision.F32)) {
            return new Scorer(network, hadoop, model, kernels)
                    .score(examples, data.schema().sequences(), wakeup);
        }
    }
}
