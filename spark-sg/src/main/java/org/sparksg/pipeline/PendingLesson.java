package org.sparksg.pipeline;

import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;
import org.sparksg.transport.Delivery;
import org.sparksg.transport.Header;

/** An activation that a credit will learn from when its gradient comes back. */
final class PendingLesson implements PendingGradient {
    private final StageModel model;
    private final Kernels kernels;
    private final long window; // in batches of the run
    private final Tensor activation;
    private final Tensor target;
    private long batchId = -1;
    private long step;
    private int rows;

    PendingLesson(StageContext at) {
        this.model = at.model();
        this.kernels = at.kernels();
        this.window = at.plan().clocks().window(at.range());
        Shape shape = at.plan().boundary(at.range().stage());
        this.activation = kernels.zeros(shape.batch(at.plan().largestBatch()));
        this.target = kernels.zeros(at.plan().network().target().batch(at.plan().largestBatch()));
    }

    /** Keeps an activation and its targets. */
    void begin(long newBatchId, Tensor newActivation, Tensor newTarget) {
        batchId = newBatchId;
        step = model.updater().steps();
        rows = newActivation.rows();
        kernels.copy(newActivation, activation.rows(rows));
        kernels.copy(newTarget, target.rows(rows));
    }

    @Override
    public Header.Kind kind() {
        return Header.Kind.GRADIENT;
    }

    @Override
    public long batchId() {
        return batchId;
    }

    @Override
    public long due() {
        return batchId + window;
    }

    @Override
    public long step() {
        return step;
    }

    @Override
    public void arrive(Delivery delivery, long staleness) {
        model.credit().learn(activation.rows(rows), target.rows(rows), delivery.tensor(0));
        batchId = -1;
    }
}
