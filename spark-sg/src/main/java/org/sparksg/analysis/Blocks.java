package org.sparksg.analysis;

import java.util.ArrayList;
import java.util.List;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/** A matrix in parts of a few rows each, one after the other, which share its memory. */
final class Blocks {
    /** The most rows of a part. */
    static final int ROWS = 256;

    private Blocks() {}

    static List<Tensor> of(Tensor matrix) {
        List<Tensor> blocks = new ArrayList<>();
        for (int row = 0; row < matrix.rows(); row += ROWS) {
            Shape shape = Shape.of(Math.min(ROWS, matrix.rows() - row), matrix.columns());
            blocks.add(matrix.view(row * matrix.columns(), shape));
        }
        return blocks;
    }
}
