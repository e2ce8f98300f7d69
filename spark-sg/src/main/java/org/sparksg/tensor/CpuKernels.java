package org.sparksg.tensor;

/**
 * Kernels for this machine's processor, in single precision: products by oneDNN or cblas, convolutions and curves by oneDNN (those of many
 * channels by {@link WinogradConvolution}), everything else by loops of vector instructions. Needs the module {@code jdk.incubator.vector}:
 * {@link Backend#open} sees to it.
 *
 * <p>With {@link Precision#BF16}, products round their operands to bfloat16, into copies of whole memories that live as long as
 * these and are renewed when {@link Tensor#version} changes; tensors that change at different times should not share a memory.
 */
final class CpuKernels extends HostKernels {
    private final Precision precision;
    private final OneDnn oneDnn;
    private final Products products;
    private final WinogradProducts points;
    private final VectorBatchNorm batchNorm = new VectorBatchNorm();

    /**
     * Creates kernels of that precision.
     *
     * @param measure whether the fastest library for each product is found by trial
     * @throws IllegalStateException if the processor lacks what it needs
     */
    CpuKernels(Precision precision, boolean measure) {
        super(
                Element.F32,
                new VectorCells(),
                new VectorSoftmax(),
                VectorLosses::crossEntropy,
                VectorRows::addTo,
                VectorOptimizers::lookAhead);
        if (precision == Precision.BF16 && !OneDnn.hasBf16()) {
            throw new IllegalStateException("precision bf16 needs AVX512_BF16 or AMX, this processor has "
                    + OneDnn.isa() + " and would be five times slower than with f32: use f32");
        }
        this.precision = precision;
        this.oneDnn = new OneDnn();
        this.products = new Products(oneDnn, precision == Precision.BF16, measure);
        this.points = new WinogradProducts(
                precision == Precision.F32 ? products : new Products(oneDnn, false, measure)); // always f32
    }

    Products products() {
        return products;
    }

    @Override
    public String describe() {
        return "cpu: oneDNN " + OneDnn.version() + " " + OneDnn.isa() + ", vectors of " + Lanes.WIDTH + " floats, "
                + precision + ", " + ThreadLimit.threads() + " thread(s)";
    }

    @Override
    public void fill(Tensor to, double value) {
        fit.type("fill", to);
        VectorElements.fill(to, (float) value);
    }

    @Override
    public Step matmul(Tensor x, Tensor weight, Tensor y) {
        fit.product("matmul", x, weight, y);
        return products.forward(x, weight, y);
    }

    @Override
    public Step dense(Tensor x, Tensor weight, Tensor bias, Tensor y) {
        fit.product("dense", x, weight, y);
        fit.perColumn("dense", y, bias);
        return products.dense(x, weight, bias, y);
    }

    @Override
    public Step denseRelu(Tensor x, Tensor weight, Tensor bias, Tensor y) {
        fit.product("denseRelu", x, weight, y);
        fit.perColumn("denseRelu", y, bias);
        Step product = products.forward(x, weight, y);
        return () -> {
            product.run();
            VectorRows.addBiasRelu(y, bias);
        };
    }

    @Override
    public Step matmulTransposedWeight(Tensor dy, Tensor weight, Tensor dx) {
        fit.product("matmulTransposedWeight", dx, weight, dy);
        return products.inputGradient(dy, weight, dx);
    }

    @Override
    public Step matmulTransposedInput(Tensor x, Tensor dy, Tensor dw, boolean accumulate) {
        fit.product("matmulTransposedInput", x, dw, dy);
        return products.weightGradient(x, dy, dw, accumulate);
    }

    @Override
    public void addBias(Tensor x, Tensor bias, Tensor y) {
        fit.sameMatrix("addBias", x, y);
        fit.perColumn("addBias", x, bias);
        VectorRows.addBias(x, bias, y);
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
    public void tanhBackward(Tensor y, Tensor dy, Tensor dx) {
        fit.sameSize("tanhBackward", y, dy, dx);
        VectorElements.tanhBackward(y, dy, dx);
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
            Tensor mean,
            Tensor variance,
            Tensor inverseDeviation,
            Tensor y) {
        fit.sameMatrix("batchNorm", x, y);
        fit.perColumn("batchNorm", x, scale, shift, mean, variance);
        fit.perColumn("batchNorm", x, inverseDeviation);
        batchNorm.forward(x, scale, shift, epsilon, mean, variance, inverseDeviation, y);
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
    public void softmaxCrossEntropy(Tensor logits, Tensor target, Tensor gradient, Tensor sum, boolean accumulate) {
        fit.sameMatrix("softmaxCrossEntropy", logits, target, gradient);
        Operands.sum("softmaxCrossEntropy", sum);
        ElementLoops.write(VectorLosses.softmaxCrossEntropy(logits, target, gradient), sum, accumulate);
    }

    @Override
    public void squaredError(Tensor x, Tensor target, Tensor gradient, Tensor sum, boolean accumulate) {
        fit.sameSize("squaredError", x, target, gradient);
        Operands.sum("squaredError", sum);
        ElementLoops.write(VectorLosses.squaredError(x, target, gradient), sum, accumulate);
    }

    @Override
    public void dot(Tensor x, Tensor y, Tensor sum, boolean accumulate) {
        fit.sameSize("dot", x, y);
        Operands.sum("dot", sum);
        ElementLoops.write(VectorLosses.dot(x, y), sum, accumulate);
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
    public void adam(Tensor parameters, Tensor gradient, Tensor first, Tensor second, AdamStep step) {
        fit.sameSize("adam", parameters, gradient);
        fit.sameSize("adam", parameters, first, second);
        int size = parameters.size();
        int block = precision == Precision.BF16 ? Bf16Rounding.BLOCK : size;
        for (int start = 0; start < size; start += block) {
            int end = Math.min(size, start + block);
            VectorOptimizers.adam(parameters, gradient, first, second, step, start, end);
            if (precision == Precision.BF16) {
                Bf16Rounding.follow(parameters, start, end);
            }
        }
        parameters.touch();
        first.touch();
        second.touch();
    }

    @Override
    public void clamp(Tensor x, double limit) {
        fit.type("clamp", x);
        VectorElements.clamp(x, (float) limit);
    }

    @Override
    public Step convolution(Tensor x, Tensor weight, Window window, int groups, Tensor y) {
        fit.convolution("convolution", x, weight, window, groups, y);
        return WinogradConvolution.fits(x, window, groups, y)
                ? new WinogradConvolution(points, scratch, window).forward(x, weight, y)
                : new OneDnnConvolution(oneDnn, window, groups).forward(x, weight, y);
    }

    @Override
    public Step convolutionInput(Tensor dy, Tensor weight, Window window, int groups, Tensor dx) {
        fit.convolution("convolutionInput", dx, weight, window, groups, dy);
        return WinogradConvolution.fits(dx, window, groups, dy)
                ? new WinogradConvolution(points, scratch, window).inputGradient(dy, weight, dx)
                : new OneDnnConvolution(oneDnn, window, groups).inputGradient(dy, weight, dx);
    }

    @Override
    public Step convolutionWeight(Tensor x, Tensor dy, Window window, int groups, Tensor dw, boolean accumulate) {
        fit.convolution("convolutionWeight", x, dw, window, groups, dy);
        return WinogradConvolution.fits(x, window, groups, dy)
                ? new WinogradConvolution(points, scratch, window).weightGradient(x, dy, dw, accumulate)
                : new OneDnnConvolution(oneDnn, window, groups).weightGradient(x, dy, dw, accumulate);
    }

    @Override
    public Step maxPool(Tensor x, Window window, Tensor y, Tensor chosen) {
        fit.pool("maxPool", x, window, y);
        fit.pool("maxPool", x, window, chosen);
        VectorPools loops = new VectorPools(window, x.shape());
        return () -> loops.maximum(x, y, chosen);
    }

    @Override
    public Step maxPoolBackward(Tensor dy, Tensor chosen, Window window, Tensor dx) {
        fit.pool("maxPoolBackward", dx, window, dy);
        fit.pool("maxPoolBackward", dx, window, chosen);
        VectorPools loops = new VectorPools(window, dx.shape());
        return () -> loops.maximumBackward(dy, chosen, dx);
    }

    @Override
    public Step meanPool(Tensor x, Window window, Tensor y) {
        fit.pool("meanPool", x, window, y);
        VectorPools loops = new VectorPools(window, x.shape());
        return () -> loops.mean(x, y);
    }

    @Override
    public Step meanPoolBackward(Tensor dy, Window window, Tensor dx) {
        fit.pool("meanPoolBackward", dx, window, dy);
        VectorPools loops = new VectorPools(window, dx.shape());
        return () -> loops.meanBackward(dy, dx);
    }

    @Override
    public Step curve(Curve curve, Tensor x, Tensor y) {
        fit.sameSize("curve", x, y);
        return OneDnnCurve.forward(oneDnn, curve, x, y);
    }

    @Override
    public Step curveBackward(Curve curve, Tensor x, Tensor dy, Tensor dx) {
        fit.sameSize("curveBackward", x, dy, dx);
        return OneDnnCurve.backward(oneDnn, curve, x, dy, dx);
    }

    @Override
    public void close() {
        oneDnn.close();
    }
}
