package org.sparksg.graph;

import java.util.List;
import org.sparksg.tensor.Curve;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Step;

/** A function of each element by itself, whose derivative takes the operand. */
record Elementwise(Curve curve) implements Op {
    @Override
    public List<Shape> infer(List<Shape> in) {
        return List.of(in.get(0));
    }

    @Override
    public void adjoint(Adjoint at) {
        at.give(0, () -> at.apply(new ElementwiseBackward(curve), at.in(0), at.gradient()));
    }

    @Override
    public Step prepare(Binding at) {
        return at.kernels().curve(curve, at.in(0), at.out(0));
    }

    @Override
    public long flops(List<Shape> in) {
        return 4L * in.get(0).size();
    }

    @Override
    public boolean mayOverwrite(int operand) {
        return true;
    }

    @Override
    public boolean isRepeatable() {
        return true;
    }
}
