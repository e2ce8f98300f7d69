package org.sparksg.lab.analyze;

import java.util.List;
import org.sparksg.analysis.Dissimilarity;
import org.sparksg.analysis.LinearProbes.Score;
import org.sparksg.analysis.LinearProbes.Scores;
import org.sparksg.analysis.WeightNorm;
import org.sparksg.data.DataSettings;
import org.sparksg.data.Digits;
import org.sparksg.tensor.Backend;
import org.sparksg.tensor.Hash;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Precision;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/** Portraits to make reports of. */
final class Portraits {
    private Portraits() {}

    static Portrait portrait(String rule, String network, int hidden, Score test) {
        Subject subject =
                new Subject(rule + "_s1", rule, network, 1, "runs/" + rule, DataSettings.of(new Digits(10, 1), null));
        Dissimilarity last = dissimilarity(hidden);
        List<Portrait.LayerView> layers = java.util.stream.IntStream.rangeClosed(0, hidden)
                .mapToObj(layer -> new Portrait.LayerView(
                        layer,
                        4,
                        new Scores(new Score(0.5 + 0.1 * layer, 0.25 * layer), test),
                        Picture.of(dissimilarity(layer)),
                        dissimilarity(layer).correlation(last)))
                .toList();
        return new Portrait(
                subject, layers, List.of(new WeightNorm("0.dense", 6, 4, 1.5), new WeightNorm("2.dense", 4, 3, 2.5)));
    }

    /** Returns a matrix of six examples. */
    static Dissimilarity dissimilarity(long seed) {
        try (Kernels kernels = Backend.AUTO.open(Precision.F32)) {
            Tensor x = kernels.zeros(Shape.of(6, 8));
            for (int i = 0; i < x.size(); i++) {
                x.set(i, Hash.gaussian(seed, i));
            }
            x.touch();
            return Dissimilarity.of(x, kernels);
        }
    }
}
