package org.sparksg.graph;

import java.util.List;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Step;

/** {@code s · x}, with a number {@code s} that is learned. */
record ScaleBy() implements Op {
    @Override
    public List<Shape> infer(List<Shape> in) {
        Fit.require(in.get(1).size() == 1, this, in, "one number as the second operand");
        return List.of(in.get(0));
    }

    @Override
    public void adjoint(Adjoint at) {
        at.give(0, () -> at.apply(new ScaleBy(), at.gradient(), at.in(1)));
        at.give(1, () -> at.apply(new Dot(), at.gradient(), at.in(0)));
    }

    @Override
    public Step prepare(Binding at) {
        return () -> at.kernels().scaleBy(at.in(0), at.in(1), at.out(0));
    }

    @Override
    public boolean mayOverwrite(int operand) {
        return operand == 0;
    }
}
