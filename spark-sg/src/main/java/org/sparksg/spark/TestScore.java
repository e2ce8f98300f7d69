package org.sparksg.spark;

import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.sparksg.checkpoint.TrainedModel;
import org.sparksg.data.DataSource;
import org.sparksg.data.Examples;
import org.sparksg.metrics.Event;
import org.sparksg.nn.Loss;
import org.sparksg.pipeline.Part;
import org.sparksg.tensor.Backend;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Precision;
import org.sparksg.tensor.Tensor;

/**
 * Scores a finished model on the test data, in one task on an executor: for the best weights, which training had left behind
 * before it came to the test data.
 *
 * @param test the test data
 * @param model the folder of the model
 * @param hadoop the driver's Hadoop settings
 */
record TestScore(DataSource test, String model, Map<String, String> hadoop) implements Serializable {
    private static final int BATCH = 256;
    private static final Duration LIMIT = Duration.ofMinutes(10);

    /** Runs the task. {@code batchId} and {@code epoch} tell how long the weights were trained. */
    Event.Evaluation on(JavaSparkContext context, long batchId, int epoch) {
        Function<Integer, Event.Evaluation> body = nothing -> measure(batchId, epoch);
        return Tasks.run(context, List.of(0), body, LIMIT, "the test data were not scored")
                .get(0);
    }

    private Event.Evaluation measure(long batchId, int epoch) throws IOException {
        Configuration configuration = StageJob.configuration(hadoop);
        Examples examples = test.load(configuration);
        int[] order = IntStream.range(0, examples.count()).toArray();
        try (Kernels kernels = Backend.AUTO.open(Precision.F32)) {
            TrainedModel trained = TrainedModel.load(configuration, model, kernels, BATCH);
            Loss loss = trained.network().loss();
            Tensor target = kernels.zeros(trained.network().output().batch(BATCH));
            Tensor gradient = kernels.zeros(trained.network().output().batch(BATCH));
            double sum = 0;
            int right = 0;
            for (int from = 0; from < order.length; from += BATCH) {
                int rows = Math.min(BATCH, order.length - from);
                Tensor input = trained.input().rows(rows);
                examples.gather(order, from, input, target.rows(rows));
                Tensor output = trained.predict(input);
                sum += loss.evaluate(kernels, output, target.rows(rows), gradient.rows(rows));
                right += loss.classification() ? kernels.matchingArgmax(output, target.rows(rows)) : 0;
            }
            double accuracy = loss.classification() ? (double) right / order.length : Double.NaN;
            return new Event.Evaluation(batchId, epoch, Part.TEST.label(), order.length, sum / order.length, accuracy);
        }
    }
}
