package org.sparksg.graph;

import java.util.List;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Step;

/**
 * Rotary positions of queries and keys. See {@link org.sparksg.tensor.Kernels#rotate}.
 *
 * @param direction 1, or -1 for the way back
 */
record Rotate(int heads, int direction) implements Op {
    @Override
    public List<Shape> infer(List<Shape> in) {
        Shape x = in.get(0);
        Fit.require(
                x.rank() == 3 && x.dim(2) % (6 * heads) == 0,
                this,
                in,
                "[n, steps, 3 · heads · an even width of a head]");
        return in;
    }

    @Override
    public void adjoint(Adjoint at) {
        at.give(0, () -> at.apply(new Rotate(heads, -direction), at.gradient()));
    }

    @Override
    public Step prepare(Binding at) {
        return at.kernels().rotate(at.in(0), heads, direction, at.out(0));
    }

    @Override
    public long flops(List<Shape> in) {
        return 2L * in.get(0).size();
    }
}
