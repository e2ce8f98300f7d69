package org.sparksg.graph;

import java.util.List;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Step;
import org.sparksg.tensor.Tensor;

/** {@code y = x + b}, with one element of {@code b} for each column, or for each channel. */
record AddBias() implements Op {
    @Override
    public List<Shape> infer(List<Shape> in) {
        Fit.perChannel(this, in, 1);
        return List.of(in.get(0));
    }

    @Override
    public void adjoint(Adjoint at) {
        at.give(0, at::gradient);
        at.give(1, () -> at.apply(new SumRows(at.in(1).shape().size()), at.gradient()));
    }

    @Override
    public Step prepare(Binding at) {
        int width = at.in(1).size();
        Tensor x = at.in(0, width);
        Tensor y = at.out(0, width);
        return () -> at.kernels().addBias(x, at.in(1), y);
    }

    @Override
    public boolean mayOverwrite(int operand) {
        return operand == 0;
    }

    @Override
    public boolean isRepeatable() {
        return true;
    }
}
