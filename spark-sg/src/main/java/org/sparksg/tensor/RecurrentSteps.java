package org.sparksg.tensor;

import java.util.ArrayList;
import java.util.List;
import org.sparksg.tensor.Scratch.Use;

/**
 * All steps of a recurrent layer, one after the other: a product, hyperbolic tangents, and what {@link CellSteps} has. The gradient of
 * the weight is one product over all steps.
 */
final class RecurrentSteps {
    private static final Curve TANH = Curve.of(Curve.Form.TANH);

    private final HostKernels kernels;
    private final CellSteps cells;
    private final Cell cell;
    private final Tensor start;
    private final List<Tensor> kept; // of each step
    private final List<Tensor> outputs;
    private final Tensor y;
    private final int rows;
    private final int units;
    private final Tensor hidden; // the output before
    private final Tensor state; // of an LSTM: the cell; of a GRU: the candidate

    RecurrentSteps(HostKernels kernels, CellSteps cells, Cell cell, Tensor start, Tensor kept, Tensor y) {
        this.kernels = kernels;
        this.cells = cells;
        this.cell = cell;
        this.start = start;
        this.kept = steps(kept);
        this.outputs = steps(y);
        this.y = y;
        this.rows = start.rows();
        this.units = y.shape().last();
        this.hidden = scratch(Use.HIDDEN, 1);
        this.state = scratch(Use.CELL, 1);
    }

    private Tensor scratch(Use use, int parts) {
        return kernels.scratch.of(use, Shape.of(rows, parts * units));
    }

    /** Returns a time-major tensor step by step. */
    private static List<Tensor> steps(Tensor all) {
        Shape one = Shape.of(all.shape().dim(1), all.shape().dim(2));
        List<Tensor> steps = new ArrayList<>();
        for (int t = 0; t < all.rows(); t++) {
            steps.add(all.view(t * one.size(), one));
        }
        return steps;
    }

    Step forward(Tensor x, Tensor weight, Tensor shift, Tensor end) {
        List<Tensor> inputs = steps(x);
        Tensor gates = scratch(Use.GATES, cell.gates());
        Tensor curved = scratch(Use.CURVED, cell == Cell.GRU ? 2 : cell.gates());
        Step product = kernels.matmul(hidden, weight, gates);
        Step bendGates = kernels.curve(TANH, curved, curved);
        Step bendState = kernels.curve(TANH, state, state);
        int last = inputs.size() - 1;
        return () -> {
            RowLoops.takeColumns(start, 0, hidden);
            for (int t = 0; t <= last; t++) {
                Tensor own = inputs.get(t);
                Tensor output = outputs.get(t);
                product.run();
                switch (cell) {
                    case TANH -> {
                        kernels.combine(1, own, 1, gates, curved);
                        bendGates.run();
                        kernels.copy(curved, kept.get(t));
                        kernels.copy(curved, output);
                    }
                    case LSTM -> {
                        cells.lstmGates(own, gates, curved);
                        bendGates.run();
                        cells.lstmCell(curved, cellsBefore(t), cellBefore(t), kept.get(t), state);
                        bendState.run();
                        cells.lstmOutput(kept.get(t), state, output);
                    }
                    case GRU -> {
                        cells.gruGates(own, gates, curved);
                        bendGates.run();
                        cells.gruCandidate(own, gates, shift, curved, kept.get(t), state);
                        bendState.run();
                        cells.gruOutput(state, hidden, kept.get(t), output);
                    }
                }
                kernels.copy(output, hidden);
            }
            y.touch();
            kept.get(last).touch();
            RowLoops.putColumns(hidden, end, 0);
            if (cell == Cell.LSTM) {
                RowLoops.takeColumns(kept.get(last), 4 * units, state);
                RowLoops.putColumns(state, end, units);
            }
        };
    }

    /** Returns what has the cell of an LSTM before a step. */
    private Tensor cellsBefore(int t) {
        return t == 0 ? start : kept.get(t - 1);
    }

    /** Returns the column in which that begins. */
    private int cellBefore(int t) {
        return t == 0 ? units : 4 * units;
    }

    Step backward(
            Tensor weight,
            Tensor dy,
            Tensor dend,
            Tensor dx,
            Tensor dstart,
            Tensor dweight,
            Tensor dshift,
            boolean accumulate) {
        List<Tensor> fromAbove = steps(dy);
        List<Tensor> toBelow = steps(dx);
        Tensor all = cell == Cell.GRU ? kernels.scratch.of(Use.STACKED, dx.shape()) : dx; // gradients of products
        List<Tensor> products = steps(all);
        Tensor product = scratch(Use.GATES, cell.gates());
        Tensor before = scratch(Use.CURVED, 1);
        Tensor output = scratch(Use.OUTPUT_GRADIENT, 1);
        Tensor inner = scratch(Use.CELL_GRADIENT, 1);
        Step back = kernels.matmulTransposedWeight(product, weight, before);
        Step bend = kernels.curve(TANH, state, state);
        Step weigh = weightGradient(all, dweight, accumulate);
        int last = toBelow.size() - 1;
        return () -> {
            begin(dend, output, inner);
            for (int t = last; t >= 0; t--) {
                kernels.combine(1, fromAbove.get(t), 1, output, output);
                switch (cell) {
                    case TANH -> {
                        kernels.tanhBackward(outputs.get(t), output, toBelow.get(t));
                        kernels.fill(output, 0);
                    }
                    case LSTM -> {
                        RowLoops.takeColumns(kept.get(t), 4 * units, state);
                        bend.run();
                        cells.lstmBackward(
                                kept.get(t), state, cellsBefore(t), cellBefore(t), output, inner, toBelow.get(t));
                        kernels.fill(output, 0);
                    }
                    case GRU ->
                        cells.gruBackward(
                                kept.get(t),
                                t == 0 ? start : outputs.get(t - 1),
                                output,
                                toBelow.get(t),
                                products.get(t));
                }
                kernels.copy(products.get(t), product);
                back.run();
                kernels.combine(1, output, 1, before, output);
            }
            dx.touch();
            all.touch();
            RowLoops.putColumns(output, dstart, 0);
            if (cell == Cell.LSTM) {
                RowLoops.putColumns(inner, dstart, units);
            }
            RowLoops.takeColumns(start, 0, hidden);
            weigh.run();
            if (cell.hasShift()) {
                sumShift(all, dshift, accumulate);
            }
        };
    }

    private void begin(Tensor dend, Tensor output, Tensor inner) {
        if (dend == null) {
            kernels.fill(output, 0);
            kernels.fill(inner, 0);
            return;
        }
        RowLoops.takeColumns(dend, 0, output);
        if (cell == Cell.LSTM) {
            RowLoops.takeColumns(dend, units, inner);
        }
    }

    /** The first step has the start before it, the others have outputs. */
    private Step weightGradient(Tensor all, Tensor dweight, boolean accumulate) {
        int width = cell.gates() * units;
        Step first = kernels.matmulTransposedInput(hidden, all.view(0, Shape.of(rows, width)), dweight, accumulate);
        int others = (outputs.size() - 1) * rows;
        if (others == 0) {
            return first;
        }
        Step rest = kernels.matmulTransposedInput(
                y.view(0, Shape.of(others, units)), all.view(rows * width, Shape.of(others, width)), dweight, true);
        return () -> {
            first.run();
            rest.run();
        };
    }

    private void sumShift(Tensor all, Tensor dshift, boolean accumulate) {
        if (!accumulate) {
            kernels.fill(dshift, 0);
        }
        RowLoops.addColumns(all, cell.gates() * units, 2 * units, dshift);
    }
}
