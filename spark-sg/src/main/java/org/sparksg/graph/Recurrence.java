package org.sparksg.graph;

import java.util.ArrayList;
import java.util.List;
import org.sparksg.tensor.Cell;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Step;

/**
 * All steps of a recurrent layer, time-major: of {@code x, weight, start} and, where the cell has one, {@code shift}; results: {@code
 * y, end}, and what is kept for the way back. See {@link org.sparksg.tensor.Kernels#recurrence}.
 */
record Recurrence(Cell cell) implements Op {
    @Override
    public List<Shape> infer(List<Shape> in) {
        Shape x = in.get(0);
        int units = in.get(1).dim(0);
        boolean fits = x.rank() == 3
                && x.dim(2) == cell.gates() * units
                && in.get(1).equals(Shape.of(units, x.dim(2)))
                && in.get(2).equals(Shape.of(x.dim(1), cell.parts() * units));
        Fit.require(
                fits,
                this,
                in,
                "[steps, n, " + cell.gates() + " units], [units, " + cell.gates() + " units] and a start [n, "
                        + cell.parts() + " units]");
        return List.of(
                Shape.of(x.dim(0), x.dim(1), units), in.get(2), Shape.of(x.dim(0), x.dim(1), cell.kept() * units));
    }

    @Override
    public void adjoint(Adjoint at) {
        Value dend = at.gradient(1);
        List<Value> operands = new ArrayList<>(List.of(at.in(1), at.in(2), at.out(2), at.out(0)));
        operands.add(at.gradient(0) == null ? at.out(0).times(0) : at.gradient(0));
        if (dend != null) {
            operands.add(dend);
        }
        Op back = new RecurrenceBackward(cell, dend != null);
        List<Value> gradients = operands.get(0).graph().apply(back, operands.toArray(Value[]::new));
        for (int operand = 0; operand < at.operands(); operand++) {
            Value gradient = gradients.get(List.of(0, 2, 1, 3).get(operand));
            at.give(operand, () -> gradient);
        }
    }

    @Override
    public Step prepare(Binding at) {
        return at.kernels()
                .recurrence(
                        cell,
                        at.in(0),
                        at.in(1),
                        cell.hasShift() ? at.in(3) : null,
                        at.in(2),
                        at.out(2),
                        at.out(0),
                        at.out(1));
    }

    @Override
    public long flops(List<Shape> in) {
        long gates = in.get(0).size();
        return gates * (2L * in.get(1).dim(0) + 10);
    }
}
