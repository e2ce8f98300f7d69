package org.sparksg.pipeline;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
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
    /** For stages that carry nothing: each batch begins with the zeros that its pass has. */
    static final Carried NOTHING = new Carried();

    private final Chain chain;
    private final Kernels kernels;
    private final List<Integer> layers; // that have a state
    private final Tensor state; // theirs, side by side
    private final Tensor[] parts; // of each micro-batch

    private Carried() {
        this.chain = null;
        this.kernels = null;
        this.layers = List.of();
        this.state = null;
        this.parts = new Tensor[0];
    }

    /**
     * Carries zeros at first.
     *
     * @param rows of a batch
     * @param part rows of a micro-batch, but for the last one
     */
    Carried(Chain chain, int rows, int part, Kernels kernels) {
        this.chain = chain;
        this.kernels = kernels;
        this.layers = IntStream.range(chain.from(), chain.to())
                .filter(layer -> width(layer) > 0)
                .boxed()
                .toList();
        this.state = kernels.zeros(Shape.of(rows, chain.state()));
        this.parts = new Tensor[(rows - 1) / part + 1];
        for (int i = 0; i < parts.length; i++) {
            int size = Math.min(part, rows - i * part);
            parts[i] = state.view(i * part * chain.state(), Shape.of(size, chain.state()));
        }
    }

    private int width(int layer) {
        return chain.network().state(layer, layer + 1);
    }

    /** Begins new sequences. */
    void clear() {
        for (Tensor part : parts) {
            kernels.fill(part, 0);
        }
    }

    /** Returns the state of a micro-batch. */
    Tensor of(int microBatch) {
        return parts[microBatch];
    }

    /** Has a pass begin where the batch before ended. */
    void enter(ChainPass pass, int microBatch) {
        if (parts.length > 0) {
            kernels.copy(parts[microBatch], pass.before(parts[microBatch].rows()));
        }
    }

    /** Takes the state after the batch that has gone forward. */
    void leave(ChainPass pass, int microBatch) {
        if (parts.length > 0) {
            kernels.copy(pass.after(), parts[microBatch]);
        }
    }

    /** Returns copies of the states of all layers that have one, by name: {@code 3.lstm.state}. */
    Map<String, Tensor> copies() {
        Map<String, Tensor> copies = new LinkedHashMap<>();
        Tensor rest = state;
        for (int layer : layers) {
            Tensor copy = kernels.zeros(Shape.of(state.rows(), width(layer)));
            rest = cut(rest, copy);
            copies.put(chain.network().name(layer) + ".state", copy);
        }
        return copies;
    }

    /** Copies the first columns, and returns the others; null if there are none. */
    private Tensor cut(Tensor from, Tensor first) {
        if (first.columns() == from.columns()) {
            kernels.copy(from, first);
            return null;
        }
        Tensor rest = kernels.zeros(Shape.of(from.rows(), from.columns() - first.columns()));
        kernels.split(from, first, rest);
        return rest;
    }

    /** Takes states from a checkpoint. */
    void restore(Map<String, Tensor> states) {
        states.values().stream().reduce(this::beside).ifPresent(all -> kernels.copy(all, state));
    }

    private Tensor beside(Tensor left, Tensor right) {
        Tensor both = kernels.zeros(Shape.of(left.rows(), left.columns() + right.columns()));
        kernels.concatenate(left, right, both);
        return both;
    }
}
