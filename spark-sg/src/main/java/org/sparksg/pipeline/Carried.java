package org.sparksg.pipeline;

import java.util.LinkedHashMap;
import java.util.Map;
import org.sparksg.nn.Chain;
import org.sparksg.nn.ChainPass;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/**
 * What the layers of a stage carry from one batch to the next, where batches go on with each other: the state of each row. Every batch
 * begins from a copy of its own, so that it can go back whenever its gradient comes.
 */
final class Carried {
    private final Chain chain;
    private final Kernels kernels;
    private final Tensor state;
    private final Tensor[] parts; // of each micro-batch

    /**
     * Carries zeros at first.
     *
     * @param rows of a batch
     * @param part rows of a micro-batch, but for the last one
     */
    Carried(Chain chain, int rows, int part, Kernels kernels) {
        this.chain = chain;
        this.kernels = kernels;
        this.state = kernels.zeros(Shape.of(rows, chain.state()));
        this.parts = new Tensor[(rows - 1) / part + 1];
        for (int i = 0; i < parts.length; i++) {
            int size = Math.min(part, rows - i * part);
            parts[i] = state.view(i * part * chain.state(), Shape.of(size, chain.state()));
        }
    }

    /** Begins new sequences. */
    void clear() {
        kernels.fill(state, 0);
    }

    /** Returns the state of a micro-batch. */
    Tensor of(int microBatch) {
        return parts[microBatch];
    }

    /** Has a pass begin where the batch before ended. */
    void enter(ChainPass pass, int microBatch) {
        kernels.copy(parts[microBatch], pass.before(parts[microBatch].rows()));
    }

    /** Takes the state after the batch that has gone forward. */
    void leave(ChainPass pass, int microBatch) {
        kernels.copy(pass.after(), parts[microBatch]);
    }

    /** Returns copies of the states of all layers that have one, by name: {@code 3.lstm.state}. */
    Map<String, Tensor> copies() {
        Map<String, Tensor> copies = layers();
        int at = 0;
        for (Tensor copy : copies.values()) {
            move(copy, at, false);
            at += copy.columns();
        }
        return copies;
    }

    /** Returns tensors of zeros for these. */
    Map<String, Tensor> layers() {
        Map<String, Tensor> layers = new LinkedHashMap<>();
        for (int layer = chain.from(); layer < chain.to(); layer++) {
            int width = chain.network().state(layer, layer + 1);
            if (width > 0) {
                layers.put(chain.network().name(layer) + ".state", kernels.zeros(Shape.of(state.rows(), width)));
            }
        }
        return layers;
    }

    /** Takes states from a checkpoint. */
    void restore(Map<String, Tensor> layers) {
        int at = 0;
        for (Tensor layer : layers.values()) {
            move(layer, at, true);
            at += layer.columns();
        }
        state.touch();
    }

    private void move(Tensor layer, int at, boolean in) {
        for (int row = 0; row < layer.rows(); row++) {
            for (int column = 0; column < layer.columns(); column++) {
                int inner = row * layer.columns() + column;
                int outer = row * state.columns() + at + column;
                if (in) {
                    state.set(outer, layer.get(inner));
                } else {
                    layer.set(inner, state.get(outer));
                }
            }
        }
    }
}
