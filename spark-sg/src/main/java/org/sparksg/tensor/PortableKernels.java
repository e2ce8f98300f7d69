package org.sparksg.tensor;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.sparksg.tensor.PreparedOps.Kind;

/**
 * Kernels for any ND4J backend and JVM, in single or double precision: products, relu, tanh and sigmoid are ND4J operations
 * bound once to their operands, everything else is a plain loop over host memory.
 *
 * <p>Loops, because ND4J has no operation that does what these methods promise without temporary arrays (Adam with flushed
 * moments, batch normalisation with running statistics), or one that is slower (the gradient of relu).
 */
public final class PortableKernels implements Kernels {
    private final DataType type;
    private final Fit fit;
    private final PreparedOps ops = new PreparedOps();
    private final AdamStep adamStep = new AdamStep();
    private final BatchNormLoops batchNorm = new BatchNormLoops();

    /**
     * Creates kernels that compute in {@code type}.
     *
     * @throws IllegalArgumentException unless it is FLOAT or DOUBLE
     */
    public PortableKernels(DataType type) {
        if (type != DataType.FLOAT && type != DataType.DOUBLE) {
            throw new IllegalArgumentException("kernels of type " + type + ": must be FLOAT or DOUBLE");
        }
        this.type = type;
        this.fit = new Fit(type);
    }

    @Override
    public String describe() {
        return "portable: ND4J " + Nd4j.getBackend().getClass().getSimpleName() + ", " + type + ", "
                + ThreadLimit.threads() + " thread(s)";
    }

    @Override
    public Tensor zeros(Shape shape) {
        return Tensor.zeros(type, shape);
    }

    @Override
    public void copy(Tensor from, Tensor to) {
        fit.sameSize("copy", from, to);
        RowLoops.copy(from, to);
    }

    @Override
    public void fill(Tensor to, double value) {
        fit.type("fill", to);
        ElementLoops.fill(to, value);
    }

    @Override
    public void concatenate(Tensor a, Tensor b, Tensor to) {
        fit.concatenation("concatenate", a, b, to);
        RowLoops.concatenate(a, b, to);
    }

    @Override
    public void matmul(Tensor x, Tensor weight, Tensor y) {
        fit.product("matmul", x, weight, y);
        ops.run(Kind.MATMUL, x, weight, y);
    }

    @Override
    public void dense(Tensor x, Tensor weight, Tensor bias, Tensor y) {
        fit.product("dense", x, weight, y);
        fit.perColumn("dense", y, bias);
        ops.run(Kind.DENSE, x, weight, bias, y);
    }

    @Override
    public void denseRelu(Tensor x, Tensor weight, Tensor bias, Tensor y) {
        fit.product("denseRelu", x, weight, y);
        fit.perColumn("denseRelu", y, bias);
        ops.run(Kind.DENSE, x, weight, bias, y);
        ops.run(Kind.RELU, y, y);
    }

    @Override
    public void matmulTransposedWeight(Tensor dy, Tensor weight, Tensor dx) {
        fit.product("matmulTransposedWeight", dx, weight, dy);
        ops.run(Kind.MATMUL_TRANSPOSED_WEIGHT, dy, weight, dx);
    }

    @Override
    public void matmulTransposedInput(Tensor x, Tensor dy, Tensor dw, boolean accumulate) {
        fit.product("matmulTransposedInput", x, dw, dy);
        ops.run(accumulate ? Kind.MATMUL_TRANSPOSED_INPUT_ADD : Kind.MATMUL_TRANSPOSED_INPUT, x, dy, dw);
    }

    @Override
    public void sumRows(Tensor dy, Tensor db, boolean accumulate) {
        fit.perColumn("sumRows", dy, db);
        ops.run(accumulate ? Kind.SUM_ROWS_ADD : Kind.SUM_ROWS, dy, db);
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
        ops.run(Kind.RELU, x, y);
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
    public void tanh(Tensor x, Tensor y) {
        fit.sameSize("tanh", x, y);
        ops.run(Kind.TANH, x, y);
    }

    @Override
    public void tanhBackward(Tensor y, Tensor dy, Tensor dx) {
        fit.sameSize("tanhBackward", y, dy, dx);
        ElementLoops.tanhBackward(y, dy, dx);
    }

    @Override
    public void sigmoid(Tensor x, Tensor y) {
        fit.sameSize("sigmoid", x, y);
        ops.run(Kind.SIGMOID, x, y);
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
        return RowLoops.softmaxCrossEntropy(logits, target, gradient);
    }

    @Override
    public double squaredError(Tensor x, Tensor target, Tensor gradient) {
        fit.sameSize("squaredError", x, target, gradient);
        return RowLoops.squaredError(x, target, gradient);
    }

    @Override
    public int matchingArgmax(Tensor x, Tensor target) {
        fit.sameMatrix("matchingArgmax", x, target);
        return RowLoops.matchingArgmax(x, target);
    }

    @Override
    public double dot(Tensor x, Tensor y) {
        fit.sameSize("dot", x, y);
        return ElementLoops.dot(x, y);
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
        OptimizerLoops.sgd(parameters, gradient, gradientScale, velocity, rate, momentum, nesterov, decay);
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
        OptimizerLoops.adam(
                parameters,
                gradient,
                first,
                second,
                adamStep.set(gradientScale, step, rate, beta1, beta2, epsilon, decay, decoupledDecay));
    }

    @Override
    public void clamp(Tensor x, double limit) {
        fit.type("clamp", x);
        ElementLoops.clamp(x, limit);
    }

    @Override
    public void close() {
        ops.close();
    }
}
