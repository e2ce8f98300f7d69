package org.sparksg.graph;

import java.util.List;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Step;

/** {@code y = x · w + b}, and no less than 0 if {@code relu}: what fusion makes of its parts. */
record Dense(boolean relu) implements Op {
    @Override
    public List<Shape> infer(List<Shape> in) {
        List<Shape> product = new MatMul(false, false).infer(in.subList(0, 2));
        Fit.require(
                in.get(2).size() == Fit.columns(product.get(0)), this, in, "as many elements as units in the third");
        return product;
    }

    @Override
    public Step prepare(Binding at) {
        return relu
                ? at.kernels().denseRelu(at.in(0), at.in(1), at.in(2), at.out(0))
                : at.kernels().dense(at.in(0), at.in(1), at.in(2), at.out(0));
    }

    @Override
    public long flops(List<Shape> in) {
        return new MatMul(false, false).flops(in)
                + (relu ? 2L : 1L) * infer(in).get(0).size();
    }
}
