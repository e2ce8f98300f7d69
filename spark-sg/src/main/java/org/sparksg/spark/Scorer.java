package org.sparksg.spark;

import java.util.Map;
import org.sparksg.checkpoint.TrainedModel;
import org.sparksg.data.Examples;
import org.sparksg.data.Shuffle;
import org.sparksg.nn.Loss;
import org.sparksg.nn.Network;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Tensor;

/** Adds up, batch by batch, how good a model is. Belongs to one task. */
final class Scorer {
    static final int BATCH = 256;

    private final Kernels kernels;
    private final TrainedModel model;
    private final Tensor target;
    private final Tensor gradient;
    private double examples;
    private double loss;
    private double right;

    /** Loads a model; {@code kernels} must stay open as long as this is used. */
    Scorer(Map<String, String> hadoop, String directory, Kernels kernels) {
        this.kernels = kernels;
        this.model = TrainedModel.load(StageJob.configuration(hadoop), directory, kernels, BATCH);
        Network network = model.network();
        this.target = kernels.zeros(network.output().batch(BATCH));
        this.gradient = kernels.zeros(network.output().batch(BATCH));
    }

    /** Returns where to put the features of the next examples, at most {@link #BATCH}; touch it then. */
    Tensor input(int rows) {
        return model.input().rows(rows);
    }

    /** Returns where to put the targets of the next examples; touch it then. */
    Tensor target(int rows) {
        return target.rows(rows);
    }

    /** Scores the examples that were put there. */
    void add(int rows) {
        Loss rule = model.network().loss();
        Tensor output = model.predict(model.input().rows(rows));
        examples += rows;
        loss += rule.evaluate(kernels, output, target.rows(rows), gradient.rows(rows));
        right += rule.classification() ? kernels.matchingArgmax(output, target.rows(rows)) : 0;
    }

    /** Scores all examples of a data set. */
    SparkModel.Score score(Examples data) {
        int[] order = Shuffle.inSequence(data.count());
        for (int from = 0; from < order.length; from += BATCH) {
            int rows = Math.min(BATCH, order.length - from);
            data.gather(order, from, input(rows), target(rows));
            add(rows);
        }
        return SparkModel.Score.of(sums(), model.network().loss().classification());
    }

    /** Returns the sums over all examples: their number, their loss, how many were right. */
    double[] sums() {
        return new double[] {examples, loss, right};
    }
}
