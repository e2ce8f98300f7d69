package org.sparksg.tensor;

import static org.sparksg.tensor.ReferenceLoops.at;
import static org.sparksg.tensor.ReferenceLoops.each;

/**
 * The definitions of {@link Kernels} as plain loops in double precision: slow, without tricks, and what the real
 * implementations are measured against. Works on tensors of type F64; checks no shapes.
 */
public final class ReferenceKernels implements Kernels {

    @Override
    public String describe() {
        return "reference: plain loops, double";
    }

    @Override
    public Tensor zeros(Shape shape) {
        return Tensor.zeros(Element.F64, shape);
    }

    @Override
    public void copy(Tensor from, Tensor to) {
        scale(1, from, to);
    }

    @Override
    public void fill(Tensor to, double value) {
        ReferenceLoops.fill(to, value);
    }

    @Override
    public void normaliseRows(Tensor x, Tensor y, Tensor lengths) {
        ReferenceRows.normaliseRows(x, y, lengths);
    }

    @Override
    public void normaliseRowsBackward(Tensor y, Tensor lengths, Tensor dy, Tensor dx) {
        ReferenceRows.normaliseRowsBackward(y, lengths, dy, dx);
    }

    @Override
    public void split(Tensor from, Tensor a, Tensor b) {
        ReferenceRows.split(from, a, b);
    }

    @Override
    public void concatenate(Tensor a, Tensor b, Tensor to) {
        ReferenceRows.concatenate(a, b, to);
    }

    @Override
    public Step matmul(Tensor x, Tensor weight, Tensor y) {
        return () -> ReferenceProducts.matmul(x, weight, y);
    }

    @Override
    public Step dense(Tensor x, Tensor weight, Tensor bias, Tensor y) {
        return () -> {
            ReferenceProducts.matmul(x, weight, y);
            addBias(y, bias, y);
        };
    }

    @Override
    public Step denseRelu(Tensor x, Tensor weight, Tensor bias, Tensor y) {
        return () -> {
            ReferenceProducts.matmul(x, weight, y);
            addBias(y, bias, y);
            relu(y, y);
        };
    }

    @Override
    public Step matmulTransposedWeight(Tensor dy, Tensor weight, Tensor dx) {
        return () -> ReferenceProducts.matmulTransposedWeight(dy, weight, dx);
    }

    @Override
    public Step matmulTransposedInput(Tensor x, Tensor dy, Tensor dw, boolean accumulate) {
        return () -> ReferenceProducts.matmulTransposedInput(x, dy, dw, accumulate);
    }

    @Override
    public void addBias(Tensor x, Tensor bias, Tensor y) {
        each(y, i -> x.get(i) + bias.get(i % y.columns()));
    }

    @Override
    public void sumRows(Tensor dy, Tensor db, boolean accumulate) {
        ReferenceRows.sumRows(dy, db, accumulate);
    }

    @Override
    public void scaleBy(Tensor x, Tensor a, Tensor to) {
        each(to, i -> a.get(0) * x.get(i));
    }

    @Override
    public void combine(double a, Tensor x, double b, Tensor y, Tensor to) {
        each(to, i -> a * x.get(i) + b * y.get(i));
    }

    @Override
    public void scale(double a, Tensor x, Tensor to) {
        each(to, i -> a * x.get(i));
    }

    @Override
    public void relu(Tensor x, Tensor y) {
        each(y, i -> Math.max(0, x.get(i)));
    }

    @Override
    public void reluBackward(Tensor y, Tensor dy, Tensor dx) {
        each(dx, i -> y.get(i) > 0 ? dy.get(i) : 0);
    }

    @Override
    public void reluBackwardBias(Tensor y, Tensor dy, Tensor dx, Tensor db, boolean accumulate) {
        reluBackward(y, dy, dx);
        sumRows(dx, db, accumulate);
    }

    @Override
    public void tanhBackward(Tensor y, Tensor dy, Tensor dx) {
        each(dx, i -> dy.get(i) * (1 - y.get(i) * y.get(i)));
    }

    @Override
    public void sigmoidBackward(Tensor y, Tensor dy, Tensor dx) {
        each(dx, i -> dy.get(i) * y.get(i) * (1 - y.get(i)));
    }

    @Override
    public void dropout(Tensor x, double rate, long stream, Tensor mask, Tensor y) {
        each(mask, i -> Hash.uniform(stream, i) < rate ? 0 : 1 / (1 - rate));
        multiply(x, mask, y);
    }

    @Override
    public void multiply(Tensor x, Tensor y, Tensor to) {
        each(to, i -> x.get(i) * y.get(i));
    }

    @Override
    public void batchNorm(
            Tensor x,
            Tensor scale,
            Tensor shift,
            double epsilon,
            Tensor mean,
            Tensor variance,
            Tensor inverseDeviation,
            Tensor y) {
        ReferenceBatchNorm.forward(x, scale, shift, epsilon, mean, variance, inverseDeviation, y);
    }

    @Override
    public void batchNormInference(
            Tensor x,
            Tensor scale,
            Tensor shift,
            double epsilon,
            Tensor runningMean,
            Tensor runningVariance,
            Tensor y) {
        ReferenceBatchNorm.inference(x, scale, shift, epsilon, runningMean, runningVariance, y);
    }

    @Override
    public void batchNormBackward(
            Tensor x,
            Tensor dy,
            Tensor scale,
            Tensor mean,
            Tensor inverseDeviation,
            Tensor dx,
            Tensor dscale,
            Tensor dshift,
            boolean accumulate) {
        ReferenceBatchNorm.backward(x, dy, scale, mean, inverseDeviation, dx, dscale, dshift, accumulate);
    }

    @Override
    public void softmaxCrossEntropy(Tensor logits, Tensor target, Tensor gradient, Tensor sum, boolean accumulate) {
        ReferenceLosses.softmaxCrossEntropy(logits, target, gradient, sum, accumulate);
    }

    @Override
    public void squaredError(Tensor x, Tensor target, Tensor gradient, Tensor sum, boolean accumulate) {
        ReferenceLosses.squaredError(x, target, gradient, sum, accumulate);
    }

    @Override
    public void matchingArgmax(Tensor x, Tensor target, Tensor sum, boolean accumulate) {
        ReferenceLosses.matchingArgmax(x, target, sum, accumulate);
    }

    @Override
    public void dot(Tensor x, Tensor y, Tensor sum, boolean accumulate) {
        ReferenceLosses.dot(x, y, sum, accumulate);
    }

    @Override
    public void matchingSigns(Tensor x, Tensor y, Tensor sum, boolean accumulate) {
        ReferenceLosses.matchingSigns(x, y, sum, accumulate);
    }

    @Override
    public void sgd(
            Tensor parameters,
            Tensor gradient,
            double gradientScale,
            Tensor velocity,
            double rate,
            double momentum,
            boolean nesterov,
            double decay) {
        ReferenceOptimizers.sgd(parameters, gradient, gradientScale, velocity, rate, momentum, nesterov, decay);
    }

    @Override
    public void adam(Tensor parameters, Tensor gradient, Tensor first, Tensor second, AdamStep step) {
        ReferenceOptimizers.adam(parameters, gradient, first, second, step);
    }

    @Override
    public void lookAhead(Tensor parameters, Tensor first, Tensor second, LookAhead numbers, Tensor to) {
        ReferenceOptimizers.lookAhead(parameters, first, second, numbers, to);
    }

    @Override
    public void clamp(Tensor x, double limit) {
        each(x, i -> Math.min(limit, Math.max(-limit, x.get(i))));
    }

    @Override
    public Step convolution(Tensor x, Tensor weight, Window window, int groups, Tensor y) {
        return () -> ReferenceImages.convolution(x, weight, window, groups, y);
    }

    @Override
    public Step convolutionInput(Tensor dy, Tensor weight, Window window, int groups, Tensor dx) {
        return () -> ReferenceImages.convolutionInput(dy, weight, window, groups, dx);
    }

    @Override
    public Step convolutionWeight(Tensor x, Tensor dy, Window window, int groups, Tensor dw, boolean accumulate) {
        return () -> ReferenceImages.convolutionWeight(x, dy, window, groups, dw, accumulate);
    }

    @Override
    public Step maxPool(Tensor x, Window window, Tensor y, Tensor chosen) {
        return () -> ReferenceImages.maxPool(x, window, y, chosen);
    }

    @Override
    public Step maxPoolBackward(Tensor dy, Tensor chosen, Window window, Tensor dx) {
        return () -> ReferenceImages.maxPoolBackward(dy, chosen, window, dx);
    }

    @Override
    public Step meanPool(Tensor x, Window window, Tensor y) {
        return () -> ReferenceImages.meanPool(x, window, y);
    }

    @Override
    public Step meanPoolBackward(Tensor dy, Window window, Tensor dx) {
        return () -> ReferenceImages.meanPoolBackward(dy, window, dx);
    }

    @Override
    public Step curve(Curve curve, Tensor x, Tensor y) {
        return () -> ReferenceCurves.forward(curve, x, y);
    }

    @Override
    public Step curveBackward(Curve curve, Tensor x, Tensor dy, Tensor dx) {
        return () -> ReferenceCurves.backward(curve, x, dy, dx);
    }

    @Override
    public Step groupNorm(
            Tensor x,
            Tensor scale,
            Tensor shift,
            int rows,
            int groups,
            double epsilon,
            Tensor mean,
            Tensor inverseDeviation,
            Tensor y) {
        return () -> ReferenceGroupNorm.forward(x, scale, shift, rows, groups, epsilon, mean, inverseDeviation, y);
    }

    @Override
    public Step groupNormBackward(
            Tensor x,
            Tensor dy,
            Tensor scale,
            int rows,
            int groups,
            Tensor mean,
            Tensor inverseDeviation,
            Tensor dx,
            Tensor dscale,
            Tensor dshift,
            boolean accumulate) {
        return () -> ReferenceGroupNorm.backward(
                x, dy, scale, rows, groups, mean, inverseDeviation, dx, dscale, dshift, accumulate);
    }

    @Override
    public void lookup(Tensor ids, Tensor table, Tensor y) {
        int width = table.columns();
        each(y, i -> ids.get(i / width) < 0 ? 0 : at(table, (int) ids.get(i / width), i % width));
    }

    @Override
    public void lookupBackward(Tensor ids, Tensor dy, Tensor dtable, boolean accumulate) {
        ReferenceRows.lookupBackward(ids, dy, dtable, accumulate);
    }

    @Override
    public void swapAxes(Tensor x, Tensor y) {
        ReferenceRows.swapAxes(x, y);
    }

    @Override
    public Step recurrence(
            Cell cell, Tensor x, Tensor weight, Tensor shift, Tensor start, Tensor kept, Tensor y, Tensor end) {
        return () -> ReferenceSequences.recurrence(cell, x, weight, shift, start, kept, y, end);
    }

    @Override
    public Step recurrenceBackward(
            Cell cell,
            Tensor weight,
            Tensor start,
            Tensor kept,
            Tensor y,
            Tensor dy,
            Tensor dend,
            Tensor dx,
            Tensor dstart,
            Tensor dweight,
            Tensor dshift,
            boolean accumulate) {
        return () -> {
            if (!accumulate) {
                fill(dweight, 0);
            }
            if (!accumulate && dshift != null) {
                fill(dshift, 0);
            }
            ReferenceSequences.recurrenceBackward(cell, weight, start, kept, y, dy, dend, dx, dstart, dweight, dshift);
        };
    }

    @Override
    public Step attention(Tensor x, int heads, boolean causal, Tensor shares, Tensor y) {
        return () -> ReferenceSequences.attention(x, heads, causal, shares, y);
    }

    @Override
    public Step attentionBackward(Tensor x, int heads, Tensor shares, Tensor dy, Tensor dx) {
        return () -> ReferenceSequences.attentionBackward(x, heads, shares, dy, dx);
    }

    @Override
    public Step rotate(Tensor x, int heads, int direction, Tensor y) {
        return () -> ReferenceSequences.rotate(x, heads, direction, y);
    }

    @Override
    public void crossEntropy(
            Tensor logits, Tensor classes, double scale, Tensor gradient, Tensor sum, boolean accumulate) {
        ReferenceLosses.crossEntropy(logits, classes, scale, gradient, sum, accumulate);
    }

    @Override
    public void matchingClasses(Tensor logits, Tensor classes, Tensor matching, Tensor places, boolean accumulate) {
        ReferenceLosses.matchingClasses(logits, classes, matching, places, accumulate);
    }

    @Override
    public void close() {}
}
