package org.sparksg.nn;

import java.util.ArrayList;
import java.util.List;
import org.sparksg.tensor.Shape;

/** Residual networks for images of 32 x 32 (He et al. 2016, arXiv 1512.03385, section 4.2), with projections. */
final class ResNet {
    private ResNet() {}

    /** Returns one of so many layers, {@code 6 n + 2}. {@code recomputed}: whether its blocks are. */
    static Network of(int depth, boolean recomputed) {
        List<Layer> layers = new ArrayList<>(List.of(convolution(16, 3, 1), BatchNorm.of(), new Relu()));
        for (int stage = 0; stage < 3; stage++) {
            for (int i = 0; i < (depth - 2) / 6; i++) {
                List<Layer> block = List.of(block(16 << stage, stage > 0 && i == 0 ? 2 : 1), new Relu());
                layers.addAll(recomputed ? List.of(new Recomputed(block)) : block);
            }
        }
        layers.addAll(List.of(new GlobalAveragePool(), Dense.of(10)));
        return new Network(Shape.of(32, 32, 3), layers, new SoftmaxCrossEntropy());
    }

    private static Layer block(int units, int stride) {
        List<Layer> body = List.of(
                convolution(units, 3, stride), BatchNorm.of(), new Relu(), convolution(units, 3, 1), BatchNorm.of());
        return new Residual(body, stride == 1 ? List.of() : List.of(convolution(units, 1, stride), BatchNorm.of()));
    }

    private static Layer convolution(int units, int kernel, int stride) {
        return new Convolution(units, kernel, stride, Padding.SAME, 1, 1, new Initializer.HeNormal(), false);
    }
}
