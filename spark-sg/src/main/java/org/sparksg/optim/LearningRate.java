package org.sparksg.optim;

import java.io.Serializable;
import java.util.List;
import org.sparksg.settings.Require;

/** The step size of an optimizer as a function of the step number. */
public sealed interface LearningRate extends Serializable {

    /** Returns the step size for optimizer step {@code step}, counted from 0. */
    double at(long step);

    /** The same step size for the whole run. */
    record Constant(double value) implements LearningRate {
        public Constant {
            Require.positive("value", value);
        }

        @Override
        public double at(long step) {
            return value;
        }
    }

    /**
     * Multiplied by {@code factor} at each boundary: {@code initial · factor^(boundaries <= step)}.
     *
     * @param boundaries the first steps with the next rate, rising
     */
    record Steps(double initial, double factor, List<Long> boundaries) implements LearningRate {
        public Steps {
            Require.positive("initial", initial);
            Require.positive("factor", factor);
            boundaries = List.copyOf(boundaries);
            long before = 0;
            for (long boundary : boundaries) {
                Require.that(boundary > before, "boundaries", boundaries, "> 0 and rising");
                before = boundary;
            }
        }

        @Override
        public double at(long step) {
            double rate = initial;
            for (int i = 0; i < boundaries.size() && boundaries.get(i) <= step; i++) {
                rate *= factor;
            }
            return rate;
        }
    }

    /** Falling smoothly: {@code initial · factor^(step / period)}. */
    record Exponential(double initial, double factor, long period) implements LearningRate {
        public Exponential {
            Require.positive("initial", initial);
            Require.that(factor > 0 && factor <= 1, "factor", factor, "> 0 and <= 1");
            Require.atLeastOne("period", period);
        }

        @Override
        public double at(long step) {
            return initial * Math.pow(factor, (double) step / period);
        }
    }

    /**
     * Half a cosine from {@code initial} to {@code floor} over {@code steps}, then {@code floor} (Loshchilov and Hutter
     * 2017, equation 5, without restarts).
     */
    record Cosine(double initial, double floor, long steps) implements LearningRate {
        public Cosine {
            Require.positive("initial", initial);
            Require.that(floor >= 0 && floor <= initial, "floor", floor, ">= 0 and <= initial, " + initial);
            Require.atLeastOne("steps", steps);
        }

        @Override
        public double at(long step) {
            double share = (double) Math.min(step, steps) / steps;
            return floor + (initial - floor) * (1 + Math.cos(Math.PI * share)) / 2;
        }
    }

    /** Another rate, times {@code (step + 1) / steps} during the first {@code steps}. */
    record Warmup(long steps, LearningRate then) implements LearningRate {
        public Warmup {
            Require.atLeastOne("steps", steps);
            Require.present("then", then);
        }

        @Override
        public double at(long step) {
            return then.at(step) * Math.min(1, (step + 1.0) / steps);
        }
    }
}
