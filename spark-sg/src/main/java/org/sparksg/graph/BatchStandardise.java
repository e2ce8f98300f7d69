package org.sparksg.graph;

import java.util.List;
import org.sparksg.tensor.Shape;

/** Batch normalisation of {@code x, scale, shift} with statistics {@code mean, variance} of other batches. */
record BatchStandardise(double epsilon) implements Op {
    @Override
    public List<Shape> infer(List<Shape> in) {
        Fit.perColumn(this, in, 1);
        return List.of(in.get(0));
    }

    @Override
    public Step prepare(Binding at) {
        return () ->
                at.kernels().batchNormInference(at.in(0), at.in(1), at.in(2), epsilon, at.in(3), at.in(4), at.out(0));
    }

    @Override
    public long flops(List<Shape> in) {
        return 2L * in.get(0).size();
    }
}
