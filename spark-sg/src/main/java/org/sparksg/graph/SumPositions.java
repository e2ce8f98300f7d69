package org.sparksg.graph;

import java.util.ArrayList;
import java.util.List;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Step;
import org.sparksg.tensor.Tensor;

/** {@code y[n, c]} of {@code x[n, height, width, c]}: the sum over all places of an image. */
record SumPositions() implements Op {
    @Override
    public List<Shape> infer(List<Shape> in) {
        Shape x = in.get(0);
        Fit.require(x.rank() == 4, this, in, "images");
        return List.of(Shape.of(x.dim(0), x.dim(3)));
    }

    @Override
    public Step prepare(Binding at) {
        List<Tensor> examples = Spread.examples(at.in(0));
        Tensor y = at.out(0);
        List<Tensor> rows = new ArrayList<>();
        for (int row = 0; row < examples.size(); row++) {
            rows.add(y.view(row * y.columns(), Shape.of(y.columns())));
        }
        return () -> {
            for (int row = 0; row < rows.size(); row++) {
                at.kernels().sumRows(examples.get(row), rows.get(row), false);
            }
        };
    }

    @Override
    public long flops(List<Shape> in) {
        return in.get(0).size();
    }
}
