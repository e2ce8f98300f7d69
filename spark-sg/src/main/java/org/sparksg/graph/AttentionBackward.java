package org.sparksg.graph;

import java.util.List;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Step;

/** The gradient of an {@link Attention} by its operand, from {@code x, shares, dy}. */
record AttentionBackward(int heads) implements Op {
    @Override
    public List<Shape> infer(List<Shape> in) {
        Fit.require(
                new Attention(heads, false).infer(in.subList(0, 1)).equals(List.of(in.get(2), in.get(1))),
                this,
                in,
                "shares, and a gradient of the result");
        return in.subList(0, 1);
    }

    @Override
    public Step prepare(Binding at) {
        return at.kernels().attentionBackward(at.in(0), heads, at.in(1), at.in(2), at.out(0));
    }

    @Override
    public long flops(List<Shape> in) {
        return 2 * new Attention(heads, false).flops(in);
    }
}
