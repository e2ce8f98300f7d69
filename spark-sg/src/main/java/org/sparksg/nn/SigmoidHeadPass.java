package org.sparksg.nn;

import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/** One batch in flight through {@link SigmoidHead}. */
final class SigmoidHeadPass implements Pass {
    private final Kernels kernels;
    private final int inner;
    private final Tensor h;
    private final Tensor context;
    private final Tensor sum;
    private final Tensor sigmoid;
    private final Tensor linear;
    private final Tensor y;
    private final Tensor dsigmoid;
    private final Tensor dsum;
    private final Tensor dh;
    private final Tensor dcontext;
    private final Tensor dx;

    SigmoidHeadPass(int width, int contextWidth, int maxBatch, Layer.Place place, Kernels kernels) {
        this.kernels = kernels;
        this.inner = place.parameter();
        this.h = kernels.zeros(Shape.of(maxBatch, width));
        this.context = kernels.zeros(Shape.of(maxBatch, contextWidth));
        this.sum = kernels.zeros(h.shape());
        this.sigmoid = kernels.zeros(h.shape());
        this.linear = kernels.zeros(h.shape());
        this.y = kernels.zeros(h.shape());
        this.dsigmoid = kernels.zeros(h.shape());
        this.dsum = kernels.zeros(h.shape());
        this.dh = kernels.zeros(h.shape());
        this.dcontext = kernels.zeros(context.shape());
        this.dx = kernels.zeros(Shape.of(maxBatch, width + contextWidth));
    }

    @Override
    public Tensor train(Variables variables, Tensor x, long stream) {
        return infer(variables, x);
    }

    @Override
    public Tensor infer(Variables variables, Tensor x) {
        int rows = x.rows();
        ParameterVector parameters = variables.parameters();
        kernels.split(x, h.rows(rows), context.rows(rows));
        kernels.matmul(h.rows(rows), parameters.get(inner), sum.rows(rows));
        kernels.sigmoid(sum.rows(rows), sigmoid.rows(rows));
        kernels.dense(context.rows(rows), parameters.get(inner + 2), parameters.get(inner + 3), linear.rows(rows));
        kernels.combine(scale(variables), sigmoid.rows(rows), 1, linear.rows(rows), y.rows(rows));
        return y.rows(rows);
    }

    private double scale(Variables variables) {
        return variables.parameters().get(inner + 1).get(0);
    }

    @Override
    public Tensor backward(Variables variables, Gradient gradient, Tensor dy) {
        int rows = dy.rows();
        backwardToParameters(variables, gradient, dy);
        ParameterVector parameters = variables.parameters();
        kernels.matmulTransposedWeight(dsum.rows(rows), parameters.get(inner), dh.rows(rows));
        kernels.matmulTransposedWeight(dy, parameters.get(inner + 2), dcontext.rows(rows));
        kernels.concatenate(dh.rows(rows), dcontext.rows(rows), dx.rows(rows));
        return dx.rows(rows);
    }

    @Override
    public void backwardToParameters(Variables variables, Gradient gradient, Tensor dy) {
        int rows = dy.rows();
        boolean add = gradient.accumulating();
        Tensor dscale = gradient.get(inner + 1);
        dscale.set(0, kernels.dot(dy, sigmoid.rows(rows)) + (add ? dscale.get(0) : 0));
        dscale.touch();
        kernels.scale(scale(variables), dy, dsigmoid.rows(rows));
        kernels.sigmoidBackward(sigmoid.rows(rows), dsigmoid.rows(rows), dsum.rows(rows));
        kernels.matmulTransposedInput(h.rows(rows), dsum.rows(rows), gradient.get(inner), add);
        kernels.matmulTransposedInput(context.rows(rows), dy, gradient.get(inner + 2), add);
        kernels.sumRows(dy, gradient.get(inner + 3), add);
    }
}
