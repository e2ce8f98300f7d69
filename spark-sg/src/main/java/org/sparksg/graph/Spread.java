package org.sparksg.graph;

import java.util.ArrayList;
import java.util.List;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Step;
import org.sparksg.tensor.Tensor;

/** {@code y[n, height, width, c]} of {@code x[n, c]}: the same in every place of an image. */
record Spread(int height, int width) implements Op {
    @Override
    public List<Shape> infer(List<Shape> in) {
        Fit.require(in.get(0).rank() == 2, this, in, "a row for each example");
        return List.of(Shape.of(in.get(0).dim(0), height, width, in.get(0).dim(1)));
    }

    @Override
    public void adjoint(Adjoint at) {
        at.give(0, () -> at.apply(new SumPositions(), at.gradient()));
    }

    @Override
    public Step prepare(Binding at) {
        List<Tensor> examples = examples(at.out(0));
        Tensor x = at.in(0);
        List<Tensor> rows = new ArrayList<>();
        for (int row = 0; row < examples.size(); row++) {
            rows.add(x.view(row * x.columns(), Shape.of(x.columns())));
        }
        return () -> {
            at.kernels().fill(at.out(0), 0);
            for (int row = 0; row < rows.size(); row++) {
                at.kernels().addBias(examples.get(row), rows.get(row), examples.get(row));
            }
        };
    }

    /** Returns the places of each example as a matrix. */
    static List<Tensor> examples(Tensor images) {
        int channels = images.shape().last();
        List<Tensor> examples = new ArrayList<>();
        for (int row = 0; row < images.rows(); row++) {
            examples.add(images.view(row * images.columns(), Shape.of(images.columns() / channels, channels)));
        }
        return examples;
    }

    @Override
    public long flops(List<Shape> in) {
        return 0;
    }
}
