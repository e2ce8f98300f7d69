package org.sparksg.graph;

import java.util.List;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Step;

/** The same elements in another shape. Its result has the memory of its operand: nothing runs. */
record Reshape(Shape shape) implements Op {
    @Override
    public List<Shape> infer(List<Shape> in) {
        Fit.require(in.get(0).size() == shape.size(), this, in, shape.size() + " elements");
        return List.of(shape);
    }

    @Override
    public void adjoint(Adjoint at) {
        Shape back = at.in(0).shape();
        at.give(0, () -> at.gradient().reshape(back));
    }

    @Override
    public Step prepare(Binding at) {
        throw new UnsupportedOperationException(this + ": nothing runs");
    }

    @Override
    public long flops(List<Shape> in) {
        return 0;
    }
}
