package org.sparksg.tensor;

import org.nd4j.linalg.api.buffer.DataType;

/**
 * Kernels for this machine's processor, in single precision: products by oneDNN (tiny ones by cblas), everything else by loops
 * of vector instructions. Needs the module {@code jdk.incubator.vector}; {@link Backend#open} checks that.
 *
 * <p>With {@link Precision#BF16}, products round their operands to bfloat16, into copies that live as long as the tensors and
 * are renewed when {@link Tensor#version} changes; tensors that change at different times should not share a memory.
 */
public final class CpuKernels implements Kernels {
    private final Fit fit = new Fit(DataType.FLOAT);
    private final Precision precision;
    private final OneDnn oneDnn;
    private final Products products;
    private final Activations activations;
    private final VectorBatchNorm batchNorm = new VectorBatchNorm();
    private final AdamStep adamStep = new AdamStep();

    /** Creates kernels of that precision; throws {@link IllegalStateException} if the processor lacks what it needs. */
    public CpuKernels(Precision precision) {
        if (precision == Precision.BF16 && !OneDnn.hasBf16()) {
            throw new IllegalStateException("precision bf16 needs AVX512_BF16 or AMX, this processor has "
                    + OneDnn.isa() + " and would be five times slower than with f32: use f32");
        }
        this.precision = precision;
        this.oneDnn = new OneDnn();
        this.products = new Products(oneDnn, precision);
        this.activations = new Activations(oneDnn);
    }

    @Override
    public String describe() {
        return "cpu: oneDNN " + OneDnn.version() + " " + OneDnn.isa() + ", vectors of " + Lanes.WIDTH + " floats, "
                + precision + ", " + ThreadLimit.threads() + " thread(s)";
    }

    @Override
    public Tensor zeros(Shape shape) {
        return Tensor.zeros(DataType.FLOAT, shape);
    }

    @Override
    public void copy(Tensor from, Tensor to) {
        fit.sameSize("copy", from, to);
        RowLoops.copy(from, to);
    }

    @Override
    public void fill(Tensor to, double value) {
        fit.type("fill", to);
        VectorElements.fill(to, (float) value);
    }

    @Override
    public void concatenate(Tensor a, Tensor b, Tensor to) {
        fit.concatenation("concatenate", a, b, to);
        RowLoops.concatenate(a, b, to);
    }

    @Override
    public void matmul(Tensor x, Tensor weight, Tensor y) {
        fit.product("matmul", x, weight, y);
        products.forward(x, weight, null, y);
    }

    @Override
    public void dense(Tensor x, Tensor weight, Tensor bias, Tensor y) {
        fit.product("dense", x, weight, y);
        fit.perColumn("dense", y, bias);
        products.forward(x, weight, bias, y);
    }

    @Override
    public void denseRelu(Tensor x, Tensor weight, Tensor bias, Tensor y) {
        fit.product("denseRelu", x, weight, y);
        fit.perColumn("denseRelu", y, bias);
        products.forward(x, weight, null, y);
        VectorRows.addBiasRelu(y, bias);
    }

    @Override
    public void matmulTransposedWeight(Tensor dy, Tensor weight, Tensor dx) {
        fit.product("matmulTransposedWeight", dx, weight, dy);
        products.inputGradient(dy, weight, dx);
    }

    @Override
    public void matmulTransposedInput(Tensor x, Tensor dy, Tensor dw, boolean accumulate) {
        fit.product("matmulTransposedInput", x, dw, dy);
        products.weightGradient(x, dy, dw, accumulate);
    }

    @Override
    public void sumRows(Tensor dy, Tensor db, boolean accumulate) {
        fit.perColumn("sumRows", dy, db);
        VectorRows.sumRows(dy, db, accumulate);
    }

    @Override
    public void combine(double a, Tensor x, double b, Tensor y, Tensor to) {
        fit.sameSize("combine", x, y, to);
        VectorElements.combine((float) a, x, (float) b, y, to);
    }

    @Override
    public void scale(double a, Tensor x, Tensor to) {
        fit.sameSize("scale", x, to);
        VectorElements.scale((float) a, x, to);
    }

    @Override
    public void relu(Tensor x, Tensor y) {
        fit.sameSize("relu", x, y);
        VectorElements.relu(x, y);
    }

    @Override
    public void reluBackward(Tensor y, Tensor dy, Tensor dx) {
        fit.sameSize("reluBackward", y, dy, dx);
        VectorElements.reluBackward(y, dy, dx);
    }

    @Override
    public void reluBackwardBias(Tensor y, Tensor dy, Tensor dx, Tensor db, boolean accumulate) {
        fit.sameMatrix("reluBackwardBias", y, dy, dx);
        fit.perColumn("reluBackwardBias", dx, db);
        VectorRows.reluBackwardBias(y, dy, dx, db, accumulate);
    }

    @Override
    public void tanh(Tensor x, Tensor y) {
        fit.sameSize("tanh", x, y);
        activations.tanh(x, y);
    }

    @Override
    public void tanhBackward(Tensor y, Tensor dy, Tensor dx) {
        fit.sameSize("tanhBackward", y, dy, dx);
        VectorElements.tanhBackward(y, dy, dx);
    }

    @Override
    public void sigmoid(Tensor x, Tensor y) {
        fit.sameSize("sigmoid", x, y);
        activations.sigmoid(x, y);
    }

    @Override
    public void sigmoidBackward(Tensor y, Tensor dy, Tensor dx) {
        fit.sameSize("sigmoidBackward", y, dy, dx);
        VectorElements.sigmoidBackward(y, dy, dx);
    }

    @Override
    public void dropout(Tensor x, double rate, long stream, Tensor mask, Tensor y) {
        fit.rate("dropout", rate);
        fit.sameSize("dropout", x, mask, y);
        VectorDropout.dropout(x, rate, stream, mask, y);
    }

    @Override
    public void multiply(Tensor x, Tensor y, Tensor to) {
        fit.sameSize("multiply", x, y, to);
        VectorElements.multiply(x, y, to);
    }

    @Override
    public void batchNorm(
            Tensor x,
            Tensor scale,
            Tensor shift,
            double epsilon,
            double momentum,
            Tensor runningMean,
            Tensor runningVariance,
            Tensor mean,
            Tensor inverseDeviation,
            Tensor y) {
        fit.sameMatrix("batchNorm", x, y);
        fit.perColumn("batchNorm", x, scale, shift, runningMean, runningVariance);
        fit.perColumn("batchNorm", x, mean, inverseDeviation, scale, shift);
        batchNorm.forward(x, scale, shift, epsilon, momentum, runningMean, runningVariance, mean, inverseDeviation, y);
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
        batchNorm.inference(x, scale, shift, epsilon, runningMean, runningVariance, y);
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
        batchNorm.backward(x, dy, scale, mean, inverseDeviation, dx, dscale, dshift, accumulate);
    }

    @Override
    public double softmaxCrossEntropy(Tensor logits, Tensor target, Tensor gradient) {
        fit.sameMatrix("softmaxCrossEntropy", logits, target, gradient);
        return VectorLosses.softmaxCrossEntropy(logits, target, gradient);
    }

    @Override
    public double squaredError(Tensor x, Tensor target, Tensor gradient) {
        fit.sameSize("squaredError", x, target, gradient);
        return VectorLosses.squaredError(x, target, gradient);
    }

    @Override
    public int matchingArgmax(Tensor x, Tensor target) {
        fit.sameMatrix("matchingArgmax", x, target);
        return RowLoops.matchingArgmax(x, target);
    }

    @Override
    public double dot(Tensor x, Tensor y) {
        fit.sameSize("dot", x, y);
        return VectorLosses.dot(x, y);
    }

    @Override
    public double signAgreement(Tensor x, Tensor y) {
        fit.sameSize("signAgreement", x, y);
        return ElementLoops.signAgreement(x, y);
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
        VectorOptimizers.sgd(parameters, gradient, gradientScale, velocity, rate, momentum, nesterov, decay);
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
        VectorOptimizers.adam(
                parameters,
                gradient,
                first,
                second,
                adamStep.set(gradientScale, step, rate, beta1, beta2, epsilon, decay, decoupledDecay));
    }

    @Override
    public void clamp(Tensor x, double limit) {
        fit.type("clamp", x);
        VectorElements.clamp(x, (float) limit);
    }

    @Override
    public void close() {
        oneDnn.close();
    }
}
