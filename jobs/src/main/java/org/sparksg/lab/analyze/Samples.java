package org.sparksg.lab.analyze;

import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.sparksg.analysis.Sample;
import org.sparksg.data.DataSets;
import org.sparksg.data.DataSettings;
import org.sparksg.data.Examples;
import org.sparksg.tensor.Kernels;

/**
 * The examples that models are looked at with.
 *
 * @param points for the dissimilarity matrices, sorted by class; from the training data
 * @param training to learn probes from
 * @param test to test probes on; null if there are no such data
 */
record Samples(Sample points, Sample training, Sample test) {

    /** How many there are to be at most: points, and examples of either kind. */
    record Limits(int points, int examples) {
        private static final int MOST_POINTS = 1000; // a picture each layer, with the square of them in numbers

        /** Checks the counts. */
        Limits {
            if (points < 2 || points > MOST_POINTS) {
                throw new IllegalArgumentException("--points = " + points + ": must be >= 2 and <= " + MOST_POINTS);
            }
            if (examples < 2) {
                throw new IllegalArgumentException("--examples = " + examples + ": must be >= 2");
            }
        }
    }

    /** Draws the same examples for each model on the same data; keeps the newest ones. */
    static final class Source {
        private static final long SEED = 1;

        private record Key(DataSettings data, long seed) {}

        private final Configuration hadoop;
        private final Limits limits;
        private final Kernels kernels;
        private Key key;
        private Samples newest;

        Source(Configuration hadoop, Limits limits, Kernels kernels) {
            this.hadoop = hadoop;
            this.limits = limits;
            this.kernels = kernels;
        }

        /** Returns the examples for a model. */
        Samples of(Subject subject) throws IOException {
            boolean split = subject.data().heldOut() > 0; // else the seed of the run decides nothing
            Key wanted = new Key(subject.data(), split ? subject.seed() : 0);
            if (!wanted.equals(key)) {
                newest = draw(subject.data().load(hadoop, subject.seed()));
                key = wanted;
            }
            return newest;
        }

        private Samples draw(DataSets data) {
            Optional<Examples> unseen = data.test().or(data::heldOut);
            return new Samples(
                    Sample.drawSorted(data.training(), limits.points(), SEED, kernels),
                    Sample.draw(data.training(), limits.examples(), SEED, kernels),
                    unseen.map(examples -> Sample.draw(examples, limits.examples(), SEED, kernels))
                            .orElse(null));
        }
    }
}
