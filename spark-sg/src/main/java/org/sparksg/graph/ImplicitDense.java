package org.sparksg.graph;

import java.util.List;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Step;

/**
 * {@code y = x · w}, plus {@code b} if there is a third operand, whose weights learn with an implicit step: their gradients are those
 * for {@code u} of {@link Implicit} in the place of {@code dy}. That by {@code x} stays as it is.
 */
record ImplicitDense(double step, int iterations) implements Op {
    @Override
    public List<Shape> infer(List<Shape> in) {
        return product(in.size() == 3).infer(in);
    }

    private static Op product(boolean bias) {
        return bias ? new Dense(false) : new MatMul(false, false);
    }

    @Override
    public void adjoint(Adjoint at) {
        boolean bias = at.operands() == 3;
        Value x = at.in(0);
        Value dy = at.gradient();
        Value u = at.apply(new Implicit(step, iterations, bias), x, dy);
        at.give(0, () -> at.apply(new MatMul(false, true), dy, at.in(1)));
        at.give(1, () -> at.apply(new MatMul(true, false), x, u));
        if (bias) {
            at.give(2, () -> at.apply(new SumRows(at.in(2).shape().size()), u));
        }
    }

    @Override
    public Step prepare(Binding at) {
        return product(at.in().size() == 3).prepare(at);
    }

    @Override
    public long flops(List<Shape> in) {
        return product(in.size() == 3).flops(in);
    }
}
