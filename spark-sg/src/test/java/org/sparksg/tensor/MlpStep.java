package org.sparksg.tensor;

import java.util.ArrayList;
import java.util.List;

/** One training step of a multi-layer perceptron with Adam, as a list of kernel calls on preallocated tensors. */
final class MlpStep {
    private final List<Runnable> calls = new ArrayList<>();
    private final Tensor parameters;
    private final Tensor loss; // summed over the batch
    private long step;

    MlpStep(Kernels kernels, int[] widths, int batch) {
        int layers = widths.length - 1;
        int size = 0;
        for (int l = 0; l < layers; l++) {
            size += (widths[l] + 1) * widths[l + 1];
        }
        parameters = kernels.zeros(Shape.of(size));
        loss = kernels.sum();
        Tensor gradient = kernels.zeros(Shape.of(size));
        Tensor first = kernels.zeros(Shape.of(size));
        Tensor second = kernels.zeros(Shape.of(size));
        Tensor[] activations = new Tensor[layers + 1];
        Tensor[] deltas = new Tensor[layers + 1];
        Tensor[][] weights = new Tensor[layers][];
        Tensor[][] gradients = new Tensor[layers][];
        activations[0] = random(kernels.zeros(Shape.of(batch, widths[0])), 1, 1);
        for (int l = 0, offset = 0; l < layers; offset += (widths[l] + 1) * widths[l + 1], l++) {
            weights[l] = views(parameters, offset, widths[l], widths[l + 1]);
            gradients[l] = views(gradient, offset, widths[l], widths[l + 1]);
            random(weights[l][0], l + 2, Math.sqrt(2.0 / widths[l]));
            activations[l + 1] = kernels.zeros(Shape.of(batch, widths[l + 1]));
            deltas[l + 1] = kernels.zeros(Shape.of(batch, widths[l + 1]));
        }
        Tensor target = kernels.zeros(Shape.of(batch, widths[layers]));
        for (int row = 0; row < batch; row++) {
            target.set(row * widths[layers] + row % widths[layers], 1);
        }
        target.touch();

        calls.add(activations[0]::touch);
        for (int l = 0; l < layers; l++) {
            Tensor x = activations[l];
            Tensor y = activations[l + 1];
            Tensor[] layer = weights[l];
            boolean last = l == layers - 1;
            Step forward = last ? kernels.dense(x, layer[0], layer[1], y) : kernels.denseRelu(x, layer[0], layer[1], y);
            calls.add(forward::run);
        }
        calls.add(() -> kernels.softmaxCrossEntropy(activations[layers], target, deltas[layers], loss, false));
        calls.add(() -> kernels.sumRows(deltas[layers], gradients[layers - 1][1], false));
        for (int l = layers - 1; l >= 0; l--) {
            Tensor x = activations[l];
            Tensor dy = deltas[l + 1];
            Tensor dx = deltas[l];
            Tensor weight = weights[l][0];
            Tensor dw = gradients[l][0];
            calls.add(kernels.matmulTransposedInput(x, dy, dw, false)::run);
            if (l > 0) {
                Tensor db = gradients[l - 1][1];
                calls.add(kernels.matmulTransposedWeight(dy, weight, dx)::run);
                calls.add(() -> kernels.reluBackwardBias(x, dx, dx, db, false));
            }
        }
        calls.add(() -> {
            AdamStep numbers = AdamStep.of(++step, 1e-4, 1.0 / batch, 0.9, 0.999, 1e-8, 0, false);
            kernels.adam(parameters, gradient, first, second, numbers);
        });
    }

    private static Tensor[] views(Tensor flat, int offset, int inputs, int outputs) {
        return new Tensor[] {
            flat.view(offset, Shape.of(inputs, outputs)), flat.view(offset + inputs * outputs, Shape.of(outputs))
        };
    }

    private static Tensor random(Tensor to, long stream, double deviation) {
        for (int i = 0; i < to.size(); i++) {
            to.set(i, deviation * Hash.gaussian(stream, i));
        }
        to.touch();
        return to;
    }

    void run() {
        for (int i = 0; i < calls.size(); i++) {
            calls.get(i).run();
        }
    }

    double loss() {
        return loss.get(0);
    }

    Tensor parameters() {
        return parameters;
    }
}
