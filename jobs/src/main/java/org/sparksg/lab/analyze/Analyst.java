package org.sparksg.lab.analyze;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.hadoop.conf.Configuration;
import org.sparksg.analysis.Ascent;
import org.sparksg.analysis.Dissimilarity;
import org.sparksg.analysis.LinearProbes;
import org.sparksg.analysis.Sample;
import org.sparksg.analysis.WeightNorm;
import org.sparksg.checkpoint.TrainedModel;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Tensor;

/** Looks into one model after the other. */
final class Analyst {
    private final Configuration hadoop;
    private final Samples.Source source;
    private final Kernels kernels;
    private final BiConsumer<Subject, Portrait.LayerView> progress;

    /** {@code progress}: hears of each layer when it is done. */
    Analyst(
            Configuration hadoop,
            Samples.Limits limits,
            Kernels kernels,
            BiConsumer<Subject, Portrait.LayerView> progress) {
        this.hadoop = hadoop;
        this.source = new Samples.Source(hadoop, limits, kernels);
        this.kernels = kernels;
        this.progress = progress;
    }

    /**
     * What one model showed. Its matrices are large: those of one model are in memory at a time.
     *
     * @param matrices of the layers of the portrait
     */
    record Look(Portrait portrait, List<Dissimilarity> matrices) {}

    /**
     * Looks into a model.
     *
     * @throws ArithmeticException if activations are not finite numbers
     * @throws org.sparksg.checkpoint.CheckpointException if the model is damaged
     */
    Look look(Subject subject) throws IOException {
        Samples samples = source.of(subject);
        TrainedModel model = TrainedModel.load(hadoop, subject.directory(), kernels, 1);
        Ascent points = ascent(model, samples.points());
        Ascent training = ascent(model, samples.training());
        Ascent test = samples.test() == null ? null : ascent(model, samples.test());
        LinearProbes probes = new LinearProbes(samples.training(), samples.test(), kernels);
        List<Portrait.LayerView> layers = new ArrayList<>();
        List<Dissimilarity> matrices = new ArrayList<>();
        do {
            Tensor unseen = test == null ? null : test.activations();
            Tensor seen = training.activations();
            Dissimilarity matrix = Dissimilarity.of(points.activations(), kernels);
            matrices.add(matrix);
            Portrait.LayerView layer = new Portrait.LayerView(
                    training.layer(), seen.columns(), probes.score(seen, unseen), Picture.of(matrix), Double.NaN);
            layers.add(layer);
            progress.accept(subject, layer);
            points.climb();
            if (test != null) {
                test.climb();
            }
        } while (training.climb());
        Dissimilarity last = matrices.get(matrices.size() - 1);
        layers.replaceAll(layer -> layer.compared(matrices.get(layer.number()).correlation(last)));
        List<WeightNorm> norms = WeightNorm.of(model.network(), model.variables(), kernels);
        return new Look(new Portrait(subject, layers, norms), matrices);
    }

    private Ascent ascent(TrainedModel model, Sample sample) {
        return new Ascent(model.network(), model.variables(), sample.features(), kernels);
    }
}
