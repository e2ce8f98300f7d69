package org.sparksg.graph;

import java.util.List;
import org.sparksg.tensor.Curve;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Step;

/** A function of each element by itself, whose derivative follows from its result. */
record Activation(Function function) implements Op {
    /** Which one. */
    enum Function {
        RELU,
        TANH,
        SIGMOID
    }

    @Override
    public List<Shape> infer(List<Shape> in) {
        return List.of(in.get(0));
    }

    @Override
    public void adjoint(Adjoint at) {
        at.give(0, () -> at.apply(new ActivationBackward(function), at.out(0), at.gradient()));
    }

    @Override
    public Step prepare(Binding at) {
        return switch (function) {
            case RELU -> () -> at.kernels().relu(at.in(0), at.out(0));
            case TANH -> at.kernels().curve(Curve.of(Curve.Form.TANH), at.in(0), at.out(0));
            case SIGMOID -> at.kernels().curve(Curve.of(Curve.Form.SIGMOID), at.in(0), at.out(0));
        };
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
