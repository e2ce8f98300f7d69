package org.sparksg.nn;

import org.sparksg.tensor.Tensor;

/** One batch in flight through a {@link Dense} layer whose weights learn with the implicit step of {@link Proximal}. */
final class ProximalPass implements Pass {
    private final DensePass pass;
    private final ProximalSolver solver;
    private Tensor x;

    ProximalPass(DensePass pass, ProximalSolver solver) {
        this.pass = pass;
        this.solver = solver;
    }

    @Override
    public Tensor train(Variables variables, Tensor x, long stream) {
        this.x = x;
        return pass.train(variables, x, stream);
    }

    @Override
    public Tensor infer(Variables variables, Tensor x) {
        return pass.infer(variables, x);
    }

    @Override
    public Tensor backward(Variables variables, Gradient gradient, Tensor dy) {
        backwardToParameters(variables, gradient, dy);
        return backwardToInput(variables, gradient, dy);
    }

    @Override
    public Tensor backwardToInput(Variables variables, Gradient scratch, Tensor dy) {
        return pass.backwardToInput(variables, scratch, dy);
    }

    @Override
    public void backwardToParameters(Variables variables, Gradient gradient, Tensor dy) {
        pass.backwardToParameters(variables, gradient, solver.solve(x, dy));
    }
}
