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
    private final Tensor trueSquares;
    private final Tensor syntheticSquares;
    private final Tensor products;
    private final Tensor errorSquares;
    private final Tensor signs;

    /** Allocates the room for a difference at the boundary above the stage. */
    GradientComparison(StageContext at) {
        this.plan = at.plan();
        this.boundary = at.range().stage();
        this.kernels = at.kernels();
        this.sink = at.sink();
        Shape shape = plan.boundary(boundary).batch(plan.largestBatch());
        this.difference = plan.settings().corrections().every() > 0 ? kernels.zeros(shape) : null;
        this.trueSquares = kernels.sum();
        this.syntheticSquares = kernels.sum();
        this.products = kernels.sum();
        this.errorSquares = kernels.sum();
        this.signs = kernels.sum();
    }

    /** Writes the row of one batch. */
    void compare(long batchId, Tensor trueGradient, Tensor synthetic, long staleness, boolean applied) {
        Tensor error = difference.rows(trueGradient.rows());
        kernels.combine(1, synthetic, -1, trueGradient, error);
        kernels.dot(trueGradient, trueGradient, trueSquares, false);
        kernels.dot(synthetic, synthetic, syntheticSquares, false);
        kernels.dot(trueGradient, synthetic, products, false);
        kernels.dot(error, error, errorSquares, false);
        kernels.matchingSigns(trueGradient, synthetic, signs, false);
        double trueNorm = Math.sqrt(trueSquares.get(0));
        double syntheticNorm = Math.sqrt(syntheticSquares.get(0));
        double product = trueNorm * syntheticNorm;
        sink.accept(new Event.Correction(
                boundary,
                batchId,
                plan.calendar().epoch(batchId),
                trueNorm,
                syntheticNorm,
                product == 0 ? Double.NaN : products.get(0) / product,
                trueNorm == 0 ? Double.NaN : Math.sqrt(errorSquares.get(0)) / trueNorm,
                signs.get(0) / error.size(),
                staleness,
                applied));
    }
}
