package org.sparksg.graph;

import java.util.List;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Step;

/**
 * Attention of several heads, of queries, keys and values side by side; results: {@code y}, and the shares for the way back. See
 * {@link org.sparksg.tensor.Kernels#attention}.
 */
record Attention(int heads, boolean causal) implements Op {
    @Override
    public List<Shape> infer(List<Shape> in) {
        Shape x = in.get(0);
        Fit.require(
                x.rank() == 3 && x.dim(2) % (3 * heads) == 0,
                this,
                in,
                "[n, steps, 3 · " + heads + " heads · width of a head]");
        return List.of(Shape.of(x.dim(0), x.dim(1), x.dim(2) / 3), Shape.of(x.dim(0), heads, x.dim(1), x.dim(1)));
    }

    @Override
    public void adjoint(Adjoint at) {
        at.give(0, () -> at.apply(new AttentionBackward(heads), at.in(0), at.out(1), at.gradient()));
    }

    @Override
    public Step prepare(Binding at) {
        return at.kernels().attention(at.in(0), heads, causal, at.out(1), at.out(0));
    }

    @Override
    public long flops(List<Shape> in) {
        Shape x = in.get(0);
        return 4L * x.size() / 3 * x.dim(1);
    }
}
