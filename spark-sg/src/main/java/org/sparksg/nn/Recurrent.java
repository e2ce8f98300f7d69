package org.sparksg.nn;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.sparksg.graph.Value;
import org.sparksg.settings.Require;
import org.sparksg.tensor.Cell;
import org.sparksg.tensor.Shape;

/**
 * A recurrent layer over the steps of a sequence {@code [steps, features]}, which gives {@code [steps, units]}: see {@link Cell}. What it
 * keeps is {@code input: [features, gates · units]}, {@code recurrent: [units, gates · units]} and {@code bias}; a GRU also {@code
 * recurrent-bias: [units]}. Recurrent weights start orthogonal, biases at 0, but for those of forget gates, which start at 1 (Jozefowicz
 * et al. 2015).
 *
 * @param initializer of the weights of the input
 */
public record Recurrent(Cell cell, int units, Initializer initializer) implements Layer {
    /** Checks the number. */
    public Recurrent {
        Require.present("cell", cell);
        Require.atLeastOne("units", units);
        Require.present("initializer", initializer);
    }

    @Override
    public String kind() {
        return switch (cell) {
            case TANH -> "rnn";
            case LSTM -> "lstm";
            case GRU -> "gru";
        };
    }

    @Override
    public boolean hasProduct() {
        return true;
    }

    @Override
    public Value apply(Scope at, Value x) {
        int features = Sequences.require(x).last();
        int width = cell.gates() * units;
        Value input = at.parameter("input", Shape.of(features, width), initializer);
        Value recurrent = at.parameter("recurrent", Shape.of(units, width), new Initializer.Orthogonal(1));
        Value bias = at.parameter("bias", Shape.of(width), biases());
        Optional<Value> shift = cell.hasShift()
                ? Optional.of(at.parameter("recurrent-bias", Shape.of(units), Initializer.ZEROS))
                : Optional.empty();
        Value start = at.state("state", cell.parts() * units);
        Value gates = Sequences.product(x.swapAxes(), input, bias);
        Value.Recurrent made = gates.recurrence(cell, recurrent, start, shift);
        at.carry(start, made.end());
        return made.y().swapAxes();
    }

    private Initializer biases() {
        if (cell != Cell.LSTM) {
            return Initializer.ZEROS;
        }
        List<Double> numbers = new ArrayList<>(Collections.nCopies(4 * units, 0.0));
        Collections.fill(numbers.subList(units, 2 * units), 1.0);
        return new Initializer.Numbers(numbers);
    }
}
