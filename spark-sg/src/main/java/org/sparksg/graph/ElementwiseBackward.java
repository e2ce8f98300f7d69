package org.sparksg.graph;

import java.util.List;
import org.sparksg.tensor.Curve;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Step;

/** The gradient of {@link Elementwise}, from its operand and the gradient of its result. */
record ElementwiseBackward(Curve curve) implements Op {
    @Override
    public List<Shape> infer(List<Shape> in) {
        return Fit.alike(this, in);
    }

    @Override
    public Step prepare(Binding at) {
        return at.kernels().curveBackward(curve, at.in(0), at.in(1), at.out(0));
    }

    @Override
    public long flops(List<Shape> in) {
        return 6L * in.get(0).size();
    }

    @Override
    public boolean mayOverwrite(int operand) {
        return operand == 1;
    }
}
