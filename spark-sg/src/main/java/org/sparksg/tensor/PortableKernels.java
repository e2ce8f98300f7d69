package org.sparksg.tensor;

import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * Kernels for any ND4J backend and JVM, in single or double precision: products are ND4J operations, or calls of OpenBLAS where ND4J's
 * native library is not there; everything else is a plain loop over host memory.
 *
 * <p>Loops, because ND4J has no operation that does what these methods promise without temporary arrays (Adam with flushed
 * moments, batch normalisation with running statistics), or one that is slower (the gradient of relu).
 */
public final class PortableKernels extends HostKernels {
    private final boolean nd4j;
    private final ThreadLimit threads = new ThreadLimit();
    private final BatchNormLoops batchNorm = new BatchNormLoops();

    /** Creates kernels that compute in {@code type}. */
    public PortableKernels(Element type) {
        super(
                type,
                new CellLoops(),
                new SoftmaxLoops(),
                RowLoops::crossEntropy,
                RowLoops::lookupBackward,
                OptimizerLoops::lookAhead);
        this.nd4j = hasNd4j();
        if (nd4j) {
            NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(ThreadLimit.threads()); // its own, too
        }
    }

    /** Whether ND4J's native library is there: on a cluster it is a jar of its own, which not everybody gives. */
    private static boolean hasNd4j() {
        try {
            Nd4j.getBackend();
            return true;
        } catch (LinkageError | RuntimeException e) { // what a missing library looks like differs
            return false;
        }
    }

    /** Returns what multiplies. */
    static String library() {
        return hasNd4j() ? "ND4J " + Nd4j.getBackend().getClass().getSimpleName() : "OpenBLAS, without ND4J's library";
    }

    @Override
    public String describe() {
        return "portable: " + library() + ", " + type + ", " + ThreadLimit.threads() + " thread(s)";
    }

    @Override
    public void fill(Tensor to, double value) {
        fit.type("fill", to);
        ElementLoops.fill(to, value);
    }

    private Step product(Tensor a, boolean aTransposed, Tensor b, boolean bTransposed, Tensor y, boolean add) {
        return nd4j
                ? Nd4jCall.product(threads, a, aTransposed, b, bTransposed, y, add)
                : new BlasCall(threads::enter, new Factors(a, aTransposed, b, bTransposed), a, b, y, add);
    }

    @Override
    public Step matmul(Tensor x, Tensor weight, Tensor y) {
        fit.product("matmul", x, weight, y);
        return product(x, false, weight, false, y, false);
    }

    @Override
    public Step dense(Tensor x, Tensor weight, Tensor bias, Tensor y) {
        fit.product("dense", x, weight, y);
        fit.perColumn("dense", y, bias);
        if (nd4j) {
            return Nd4jCall.dense(threads, x, weight, bias, y);
        }
        Step product = matmul(x, weight, y);
        return () -> {
            product.run();
            RowLoops.addBias(y, bias, y);
        };
    }

    @Override
    public Step denseRelu(Tensor x, Tensor weight, Tensor bias, Tensor y) {
        fit.product("denseRelu", x, weight, y);
        fit.perColumn("denseRelu", y, bias);
        Step product = dense(x, weight, bias, y);
        return () -> {
            product.run();
            ElementLoops.relu(y, y);
        };
    }

    @Override
    public Step matmulTransposedWeight(Tensor dy, Tensor weight, Tensor dx) {
        fit.product("matmulTransposedWeight", dx, weight, dy);
        return product(dy, false, weight, true, dx, false);
    }

    @Override
    public Step matmulTransposedInput(Tensor x, Tensor dy, Tensor dw, boolean accumulate) {
        fit.product("matmulTransposedInput", x, dw, dy);
        return product(x, true, dy, false, dw, accumulate);
    }

    @Override
    public void addBias(Tensor x, Tensor bias, Tensor y) {
        fit.sameMatrix("addBias", x, y);
        fit.perColumn("addBias", x, bias);
        RowLoops.addBias(x, bias, y);
    }

    @Override
    public void sumRows(Tensor dy, Tensor db, boolean accumulate) {
        fit.perColumn("sumRows", dy, db);
        RowLoops.sumRows(dy, db, accumulate);
    }

    @Override
    public void combine(double a, Tensor x, double b, Tensor y, Tensor to) {
        fit.sameSize("combine", x, y, to);
        ElementLoops.combine(a, x, b, y, to);
    }

    @Override
    public void scale(double a, Tensor x, Tensor to) {
        fit.sameSize("scale", x, to);
        ElementLoops.scale(a, x, to);
    }

    @Override
    public void relu(Tensor x, Tensor y) {
        fit.sameSize("relu", x, y);
        ElementLoops.relu(x, y);
    }

    @Override
    public void reluBackward(Tensor y, Tensor dy, Tensor dx) {
        fit.sameSize("reluBackward", y, dy, dx);
        ElementLoops.reluBackward(y, dy, dx);
    }

    @Override
    public void reluBackwardBias(Tensor y, Tensor dy, Tensor dx, Tensor db, boolean accumulate) {
        fit.sameMatrix("reluBackwardBias", y, dy, dx);
        fit.perColumn("reluBackwardBias", dx, db);
        ElementLoops.reluBackward(y, dy, dx);
        sumRows(dx, db, accumulate);
    }

    @Override
    public void tanhBackward(Tensor y, Tensor dy, Tensor dx) {
        fit.sameSize("tanhBackward", y, dy, dx);
        ElementLoops.tanhBackward(y, dy, dx);
    }

    @Override
    public void sigmoidBackward(Tensor y, Tensor dy, Tensor dx) {
        fit.sameSize("sigmoidBackward", y, dy, dx);
        ElementLoops.sigmoidBackward(y, dy, dx);
    }

    @Override
    public void dropout(Tensor x, double rate, long stream, Tensor mask, Tensor y) {
        fit.rate("dropout", rate);
        fit.sameSize("dropout", x, mask, y);
        ElementLoops.dropout(x, rate, stream, mask, y);
    }

    @Override
    public void multiply(Tensor x, Tensor y, Tensor to) {
        fit.sameSize("multiply", x, y, to);
        ElementLoops.multiply(x, y, to);
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
        ElementLoops.write(RowLoops.softmaxCrossEntropy(logits, target, gradient), sum, accumulate);
    }

    @Override
    public void squaredError(Tensor x, Tensor target, Tensor gradient, Tensor sum, boolean accumulate) {
        fit.sameSize("squaredError", x, target, gradient);
        Operands.sum("squaredError", sum);
        ElementLoops.write(RowLoops.squaredError(x, target, gradient), sum, accumulate);
    }

    @Override
    public void dot(Tensor x, Tensor y, Tensor sum, boolean accumulate) {
        fit.sameSize("dot", x, y);
        Operands.sum("dot", sum);
        ElementLoops.write(ElementLoops.dot(x, y), sum, accumulate);
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
        OptimizerLoops.sgd(parameters, gradient, gradientScale, velocity, rate, momentum, nesterov, decay);
    }

    @Override
    public void adam(Tensor parameters, Tensor gradient, Tensor first, Tensor second, AdamStep step) {
        fit.sameSize("adam", parameters, gradient);
        fit.sameSize("adam", parameters, first, second);
        OptimizerLoops.adam(parameters, gradient, first, second, step);
    }

    @Override
    public void clamp(Tensor x, double limit) {
        fit.type("clamp", x);
        ElementLoops.clamp(x, limit);
    }

    @Override
    public Step convolution(Tensor x, Tensor weight, Window window, int groups, Tensor y) {
        fit.convolution("convolution", x, weight, window, groups, y);
        return new ColumnConvolution(this, x, weight, window, groups, y).forward();
    }

    @Override
    public Step convolutionInput(Tensor dy, Tensor weight, Window window, int groups, Tensor dx) {
        fit.convolution("convolutionInput", dx, weight, window, groups, dy);
        return new ColumnConvolution(this, dx, weight, window, groups, dy).inputGradient();
    }

    @Override
    public Step convolutionWeight(Tensor x, Tensor dy, Window window, int groups, Tensor dw, boolean accumulate) {
        fit.convolution("convolutionWeight", x, dw, window, groups, dy);
        return new ColumnConvolution(this, x, dw, window, groups, dy).weightGradient(accumulate);
    }

    @Override
    public Step maxPool(Tensor x, Window window, Tensor y, Tensor chosen) {
        fit.pool("maxPool", x, window, y);
        fit.pool("maxPool", x, window, chosen);
        ImageLoops loops = new ImageLoops(window, x.shape());
        return () -> loops.maximum(x, y, chosen);
    }

    @Override
    public Step maxPoolBackward(Tensor dy, Tensor chosen, Window window, Tensor dx) {
        fit.pool("maxPoolBackward", dx, window, dy);
        fit.pool("maxPoolBackward", dx, window, chosen);
        ImageLoops loops = new ImageLoops(window, dx.shape());
        return () -> loops.maximumBackward(dy, chosen, dx);
    }

    @Override
    public Step meanPool(Tensor x, Window window, Tensor y) {
        fit.pool("meanPool", x, window, y);
        ImageLoops loops = new ImageLoops(window, x.shape());
        return () -> loops.mean(x, y);
    }

    @Override
    public Step meanPoolBackward(Tensor dy, Window window, Tensor dx) {
        fit.pool("meanPoolBackward", dx, window, dy);
        ImageLoops loops = new ImageLoops(window, dx.shape());
        return () -> loops.meanBackward(dy, dx);
    }

    @Override
    public Step curve(Curve curve, Tensor x, Tensor y) {
        fit.sameSize("curve", x, y);
        return () -> ElementLoops.curve(curve, x, y);
    }

    @Override
    public Step curveBackward(Curve curve, Tensor x, Tensor dy, Tensor dx) {
        fit.sameSize("curveBackward", x, dy, dx);
        return () -> ElementLoops.curveBackward(curve, x, dy, dx);
    }

    @Override
    public void close() {
        // ND4J frees what steps hold, with them
    }
}
