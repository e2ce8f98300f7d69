package org.sparksg.pipeline;

import org.sparksg.metrics.Event;
import org.sparksg.metrics.Sink;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/** Compares the true gradient at a boundary with the synthetic one, and writes the row. */
final class GradientComparison {
    private final RunPlan plan;
    private final int boundary;
    private final Kernels kernels;
    private final Sink sink;
    private final Tensor difference;

    /** Allocates the room for a difference at the boundary above the stage. */
    GradientComparison(StageContext at) {
        this.plan = at.plan();
        this.boundary = at.range().stage();
        this.kernels = at.kernels();
        this.sink = at.sink();
        Shape shape = plan.boundary(boundary).batch(plan.largestBatch());
        this.difference = plan.settings().corrections().every() > 0 ? kernels.zeros(shape) : null;
    }

    /** Writes the row of one batch. */
    void compare(long batchId, Tensor trueGradient, Tensor synthetic, long staleness, boolean applied) {
        Tensor error = difference.rows(trueGradient.rows());
        kernels.combine(1, synthetic, -1, trueGradient, error);
        double trueNorm = Math.sqrt(kernels.dot(trueGradient, trueGradient));
        double syntheticNorm = Math.sqrt(kernels.dot(synthetic, synthetic));
        double product = trueNorm * syntheticNorm;
        sink.accept(new Event.Correction(
                boundary,
                batchId,
                plan.calendar().epoch(batchId),
                trueNorm,
                syntheticNorm,
                product == 0 ? Double.NaN : kernels.dot(trueGradient, synthetic) / product,
                trueNorm == 0 ? Double.NaN : Math.sqrt(kernels.dot(error, error)) / trueNorm,
                kernels.signAgreement(trueGradient, synthetic),
                staleness,
                applied));
    }
}
