package org.sparksg.graph;

import java.util.List;
import org.sparksg.tensor.Hash;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Step;

/** Inverted dropout: what stays, and the mask that it was multiplied by. */
record Dropout(double rate, long key) implements Op {
    @Override
    public List<Shape> infer(List<Shape> in) {
        return List.of(in.get(0), in.get(0));
    }

    @Override
    public void adjoint(Adjoint at) {
        at.give(0, () -> at.gradient().times(at.out(1)));
    }

    @Override
    public Step prepare(Binding at) {
        return () -> {
            long stream = Hash.mix(at.stream().getAsLong(), key);
            at.kernels().dropout(at.in(0), rate, stream, at.out(1), at.out(0));
        };
    }
}
