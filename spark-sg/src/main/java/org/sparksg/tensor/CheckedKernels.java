package org.sparksg.tensor;

/**
 * Looks at the operands before other kernels, which trust them, compute: a native library that is given too short a tensor
 * reads and writes beyond it. All that {@link Backend} opens is behind these checks.
 */
final class CheckedKernels implements Kernels {
    private final Kernels kernels;
    private final Operands fit;

    /** Checks for kernels that compute in {@code type}. */
    CheckedKernels(Kernels kernels, Element type) {
        this.kernels = kernels;
        this.fit = new Operands(type);
    }

    @Override
    public String describe() {
        return kernels.describe();
    }

    @Override
    public Tensor zeros(Shape shape) {
        return kernels.zeros(shape);
    }

    @Override
    public void copy(Tensor from, Tensor to) {
        fit.sameSize("copy", from, to);
        kernels.copy(from, to);
    }

    @Override
    public void fill(Tensor to, double value) {
        fit.type("fill", to);
        kernels.fill(to, value);
    }

    @Override
    public void concatenate(Tensor a, Tensor b, Tensor to) {
        fit.concatenation("concatenate", a, b, to);
        kernels.concatenate(a, b, to);
    }

    @Override
    public void split(Tensor from, Tensor a, Tensor b) {
        fit.concatenation("split", a, b, from);
        kernels.split(from, a, b);
    }

    @Override
    public void normaliseRows(Tensor x, Tensor y, Tensor lengths) {
        fit.sameMatrix("normaliseRows", x, y);
        fit.perRow("normaliseRows", x, lengths);
        kernels.normaliseRows(x, y, lengths);
    }

    @Override
    public void normaliseRowsBackward(Tensor y, Tensor lengths, Tensor dy, Tensor dx) {
        fit.sameMatrix("normaliseRowsBackward", y, dy, dx);
        fit.perRow("normaliseRowsBackward", y, lengths);
        kernels.normaliseRowsBackward(y, lengths, dy, dx);
    }

    @Override
    public Step matmul(Tensor x, Tensor weight, Tensor y) {
        fit.product("matmul", x, weight, y);
        return kernels.matmul(x, weight, y);
    }

    @Override
    public Step dense(Tensor x, Tensor weight, Tensor bias, Tensor y) {
        fit.product("dense", x, weight, y);
        fit.perColumn("dense", y, bias);
        return kernels.dense(x, weight, bias, y);
    }

    @Override
    public Step denseRelu(Tensor x, Tensor weight, Tensor bias, Tensor y) {
        fit.product("denseRelu", x, weight, y);
        fit.perColumn("denseRelu", y, bias);
        return kernels.denseRelu(x, weight, bias, y);
    }

    @Override
    public Step matmulTransposedWeight(Tensor dy, Tensor weight, Tensor dx) {
        fit.product("matmulTransposedWeight", dx, weight, dy);
        return kernels.matmulTransposedWeight(dy, weight, dx);
    }

    @Override
    public Step matmulTransposedInput(Tensor x, Tensor dy, Tensor dw, boolean accumulate) {
        fit.product("matmulTransposedInput", x, dw, dy);
        return kernels.matmulTransposedInput(x, dy, dw, accumulate);
    }

    @Override
    public void addBias(Tensor x, Tensor bias, Tensor y) {
        fit.sameMatrix("addBias", x, y);
        fit.perColumn("addBias", x, bias);
        kernels.addBias(x, bias, y);
    }

    @Override
    public void sumRows(Tensor dy, Tensor db, boolean accumulate) {
        fit.perColumn("sumRows", dy, db);
        kernels.sumRows(dy, db, accumulate);
    }

    @Override
    public void combine(double a, Tensor x, double b, Tensor y, Tensor to) {
        fit.sameSize("combine", x, y, to);
        kernels.combine(a, x, b, y, to);
    }

    @Override
    public void scale(double a, Tensor x, Tensor to) {
        fit.sameSize("scale", x, to);
        kernels.scale(a, x, to);
    }

    @Override
    public void scaleBy(Tensor x, Tensor a, Tensor to) {
        fit.sameSize("scaleBy", x, to);
        fit.single("scaleBy", a);
        kernels.scaleBy(x, a, to);
    }

    @Override
    public void relu(Tensor x, Tensor y) {
        fit.sameSize("relu", x, y);
        kernels.relu(x, y);
    }

    @Override
    public void reluBackward(Tensor y, Tensor dy, Tensor dx) {
        fit.sameSize("reluBackward", y, dy, dx);
        kernels.reluBackward(y, dy, dx);
    }

    @Override
    public void reluBackwardBias(Tensor y, Tensor dy, Tensor dx, Tensor db, boolean accumulate) {
        fit.sameMatrix("reluBackwardBias", y, dy, dx);
        fit.perColumn("reluBackwardBias", dx, db);
        kernels.reluBackwardBias(y, dy, dx, db, accumulate);
    }

    @Override
    public void tanhBackward(Tensor y, Tensor dy, Tensor dx) {
        fit.sameSize("tanhBackward", y, dy, dx);
        kernels.tanhBackward(y, dy, dx);
    }

    @Override
    public void sigmoidBackward(Tensor y, Tensor dy, Tensor dx) {
        fit.sameSize("sigmoidBackward", y, dy, dx);
        kernels.sigmoidBackward(y, dy, dx);
    }

    @Override
    public void dropout(Tensor x, double rate, long stream, Tensor mask, Tensor y) {
        fit.rate("dropout", rate);
        fit.sameSize("dropout", x, mask, y);
        kernels.dropout(x, rate, stream, mask, y);
    }

    @Override
    public void multiply(Tensor x, Tensor y, Tensor to) {
        fit.sameSize("multiply", x, y, to);
        kernels.multiply(x, y, to);
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
        fit.sameMatrix("batchNorm", x, y);
        fit.perColumn("batchNorm", x, scale, shift, mean, variance);
        fit.perColumn("batchNorm", x, inverseDeviation);
        kernels.batchNorm(x, scale, shift, epsilon, mean, variance, inverseDeviation, y);
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
        fit.sameMatrix("batchNormInference", x, y);
        fit.perColumn("batchNormInference", x, scale, shift, runningMean, runningVariance);
        kernels.batchNormInference(x, scale, shift, epsilon, runningMean, runningVariance, y);
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
        fit.sameMatrix("batchNormBackward", x, dy, dx);
        fit.perColumn("batchNormBackward", x, scale, mean, inverseDeviation, dscale);
        fit.perColumn("batchNormBackward", x, dshift);
        kernels.batchNormBackward(x, dy, scale, mean, inverseDeviation, dx, dscale, dshift, accumulate);
    }

    @Override
    public double softmaxCrossEntropy(Tensor logits, Tensor target, Tensor gradient) {
        fit.sameMatrix("softmaxCrossEntropy", logits, target, gradient);
        return kernels.softmaxCrossEntropy(logits, target, gradient);
    }

    @Override
    public double squaredError(Tensor x, Tensor target, Tensor gradient) {
        fit.sameSize("squaredError", x, target, gradient);
        return kernels.squaredError(x, target, gradient);
    }

    @Override
    public int matchingArgmax(Tensor x, Tensor target) {
        fit.sameMatrix("matchingArgmax", x, target);
        return kernels.matchingArgmax(x, target);
    }

    @Override
    public double dot(Tensor x, Tensor y) {
        fit.sameSize("dot", x, y);
        return kernels.dot(x, y);
    }

    @Override
    public void dot(Tensor x, Tensor y, Tensor to, boolean accumulate) {
        fit.sameSize("dot", x, y);
        fit.single("dot", to);
        kernels.dot(x, y, to, accumulate);
    }

    @Override
    public double signAgreement(Tensor x, Tensor y) {
        fit.sameSize("signAgreement", x, y);
        return kernels.signAgreement(x, y);
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
        fit.sameSize("sgd", parameters, gradient);
        fit.momentum("sgd", parameters, velocity, momentum);
        kernels.sgd(parameters, gradient, gradientScale, velocity, rate, momentum, nesterov, decay);
    }

    @Override
    public void adam(
            Tensor parameters,
            Tensor gradient,
            double gradientScale,
            Tensor first,
            Tensor second,
            long step,
            double rate,
            double beta1,
            double beta2,
            double epsilon,
            double decay,
            boolean decoupledDecay) {
        fit.sameSize("adam", parameters, gradient);
        fit.sameSize("adam", parameters, first, second);
        kernels.adam(
                parameters,
                gradient,
                gradientScale,
                first,
                second,
                step,
                rate,
                beta1,
                beta2,
                epsilon,
                decay,
                decoupledDecay);
    }

    @Override
    public void clamp(Tensor x, double limit) {
        fit.type("clamp", x);
        kernels.clamp(x, limit);
    }

    @Override
    public Step convolution(Tensor x, Tensor weight, Window window, int groups, Tensor y) {
        fit.convolution("convolution", x, weight, window, groups, y);
        return kernels.convolution(x, weight, window, groups, y);
    }

    @Override
    public Step convolutionInput(Tensor dy, Tensor weight, Window window, int groups, Tensor dx) {
        fit.convolution("convolutionInput", dx, weight, window, groups, dy);
        return kernels.convolutionInput(dy, weight, window, groups, dx);
    }

    @Override
    public Step convolutionWeight(Tensor x, Tensor dy, Window window, int groups, Tensor dw, boolean accumulate) {
        fit.convolution("convolutionWeight", x, dw, window, groups, dy);
        return kernels.convolutionWeight(x, dy, window, groups, dw, accumulate);
    }

    @Override
    public Step maxPool(Tensor x, Window window, Tensor y, Tensor chosen) {
        fit.pool("maxPool", x, window, y);
        fit.pool("maxPool", x, window, chosen);
        return kernels.maxPool(x, window, y, chosen);
    }

    @Override
    public Step maxPoolBackward(Tensor dy, Tensor chosen, Window window, Tensor dx) {
        fit.pool("maxPoolBackward", dx, window, dy);
        fit.pool("maxPoolBackward", dx, window, chosen);
        return kernels.maxPoolBackward(dy, chosen, window, dx);
    }

    @Override
    public Step meanPool(Tensor x, Window window, Tensor y) {
        fit.pool("meanPool", x, window, y);
        return kernels.meanPool(x, window, y);
    }

    @Override
    public Step meanPoolBackward(Tensor dy, Window window, Tensor dx) {
        fit.pool("meanPoolBackward", dx, window, dy);
        return kernels.meanPoolBackward(dy, window, dx);
    }

    @Override
    public Step curve(Curve curve, Tensor x, Tensor y) {
        fit.sameSize("curve", x, y);
        return kernels.curve(curve, x, y);
    }

    @Override
    public Step curveBackward(Curve curve, Tensor x, Tensor dy, Tensor dx) {
        fit.sameSize("curveBackward", x, dy, dx);
        return kernels.curveBackward(curve, x, dy, dx);
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
        fit.groups("groupNorm", x, rows, groups, scale, mean);
        fit.groups("groupNorm", y, rows, groups, shift, inverseDeviation);
        return kernels.groupNorm(x, scale, shift, rows, groups, epsilon, mean, inverseDeviation, y);
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
        fit.groups("groupNormBackward", x, rows, groups, scale, mean);
        fit.groups("groupNormBackward", dy, rows, groups, dscale, inverseDeviation);
        fit.groups("groupNormBackward", dx, rows, groups, dshift, inverseDeviation);
        return kernels.groupNormBackward(
                x, dy, scale, rows, groups, mean, inverseDeviation, dx, dscale, dshift, accumulate);
    }

    @Override
    public void close() {
        kernels.close();
    }
}
