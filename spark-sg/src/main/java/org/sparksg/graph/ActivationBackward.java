package org.sparksg.graph;

import java.util.List;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Step;

/** The gradient of an {@link Activation}, from its result and the gradient of that. */
record ActivationBackward(Activation.Function function) implements Op {
    @Override
    public List<Shape> infer(List<Shape> in) {
        return Fit.alike(this, in);
    }

    @Override
    public Step prepare(Binding at) {
        return switch (function) {
            case RELU -> () -> at.kernels().reluBackward(at.in(0), at.in(1), at.out(0));
            case TANH -> () -> at.kernels().tanhBackward(at.in(0), at.in(1), at.out(0));
            case SIGMOID -> () -> at.kernels().sigmoidBackward(at.in(0), at.in(1), at.out(0));
        };
    }

    @Override
    public boolean mayOverwrite(int operand) {
        return operand == 1;
    }
}
