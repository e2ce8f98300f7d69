package org.sparksg.graph;

import java.util.ArrayList;
import java.util.List;
import org.sparksg.tensor.Cell;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Step;

/**
 * The gradients of a {@link Recurrence}, of {@code weight, start, kept, y, dy} and, where something depends on the end, {@code dend};
 * results: {@code dx, dstart, dweight} and, where the cell has a shift, its gradient.
 */
record RecurrenceBackward(Cell cell, boolean end) implements Op {
    @Override
    public List<Shape> infer(List<Shape> in) {
        Shape y = in.get(3);
        Fit.require(in.get(4).equals(y), this, in, "a gradient of the outputs");
        Fit.require(!end || in.get(5).equals(in.get(1)), this, in, "a gradient of the end");
        int units = y.dim(2);
        List<Shape> out =
                new ArrayList<>(List.of(Shape.of(y.dim(0), y.dim(1), cell.gates() * units), in.get(1), in.get(0)));
        if (cell.hasShift()) {
            out.add(Shape.of(units));
        }
        return out;
    }

    @Override
    public Step prepare(Binding at) {
        return at.kernels()
                .recurrenceBackward(
                        cell,
                        at.in(0),
                        at.in(1),
                        at.in(2),
                        at.in(3),
                        at.in(4),
                        end ? at.in(5) : null,
                        at.out(0),
                        at.out(1),
                        at.out(2),
                        cell.hasShift() ? at.out(3) : null,
                        at.adds(2));
    }

    @Override
    public long flops(List<Shape> in) {
        long gates = (long) in.get(3).size() * cell.gates();
        return gates * (4L * in.get(3).dim(2) + 10);
    }

    @Override
    public boolean mayAdd(int result) {
        return result >= 2;
    }
}
