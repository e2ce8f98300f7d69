package org.sparksg.jobs.analyze;

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

    /** Looks into a model. */
    Portrait look(Subject subject) throws IOException {
        Samples samples = source.of(subject);
        TrainedModel model = TrainedModel.load(hadoop, subject.directory(), kernels, 1);
        Ascent points = ascent(model, samples.points());
        Ascent training = ascent(model, samples.training());
        Ascent test = samples.test() == null ? null : ascent(model, samples.test());
        LinearProbes probes = new LinearProbes(samples.training(), samples.test(), kernels);
        List<Portrait.LayerView> layers = new ArrayList<>();
        do {
            Tensor unseen = test == null ? null : test.activations();
            Tensor seen = training.activations();
            Portrait.LayerView layer = new Portrait.LayerView(
                    training.layer(),
                    seen.columns(),
                    probes.score(seen, unseen),
                    Dissimilarity.of(points.activations(), kernels),
                    Double.NaN);
            layers.add(layer);
            progress.accept(subject, layer);
            points.climb();
            if (test != null) {
                test.climb();
            }
        } while (training.climb());
        Dissimilarity last = layers.get(layers.size() - 1).dissimilarity();
        return new Portrait(
                subject,
                layers.stream().map(layer -> layer.compared(last)).toList(),
                WeightNorm.of(model.network(), model.variables(), kernels));
    }

    private Ascent ascent(TrainedModel model, Sample sample) {
        return new Ascent(model.network(), model.variables(), sample.features(), kernels);
    }
}
