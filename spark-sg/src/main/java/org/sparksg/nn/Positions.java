package org.sparksg.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.sparksg.graph.Value;
import org.sparksg.settings.Require;
import org.sparksg.tensor.Shape;

/** Adds to each step of a sequence {@code [steps, features]} what tells its place. */
public record Positions(Form form) implements Layer {
    private static final double DEVIATION = 0.02;
    private static final double BASE = 10_000;

    /** What is added. */
    public enum Form {
        /** A learned vector for each step, which starts normal with deviation 0.02. */
        LEARNED,
        /** Sines and cosines of falling frequencies: Vaswani et al. 2017, section 3.5. */
        SINUSOIDAL
    }

    /** Checks that there is one. */
    public Positions {
        Require.present("positions", form);
    }

    @Override
    public String kind() {
        return "positions";
    }

    @Override
    public Value apply(Scope at, Value x) {
        Shape sequence = Sequences.require(x);
        String name = form.name().toLowerCase(Locale.ROOT);
        Value places = form == Form.LEARNED
                ? at.parameter(name, sequence, new Initializer.Normal(DEVIATION))
                : at.statistic(name, sequence, new Initializer.Numbers(sinusoids(sequence.dim(0), sequence.dim(1))));
        return x.plus(places.reshape(Shape.of(sequence.size())));
    }

    private static List<Double> sinusoids(int steps, int features) {
        List<Double> numbers = new ArrayList<>();
        for (int step = 0; step < steps; step++) {
            for (int i = 0; i < features; i++) {
                double angle = step / Math.pow(BASE, (i - i % 2) / (double) features);
                numbers.add(i % 2 == 0 ? Math.sin(angle) : Math.cos(angle));
            }
        }
        return numbers;
    }
}
