package org.sparksg.pipeline;

import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import org.sparksg.settings.BadSetting;
import org.sparksg.settings.Require;

/** Where a network is to be cut into stages. */
public sealed interface Cut extends Serializable {

    /**
     * So many stages, balanced by the floating-point operations of a training step.
     *
     * @param stages how many
     */
    record Count(int stages) implements Cut {

        /** Checks the number. */
        public Count {
            Require.atLeastOne("stages", stages);
        }
    }

    /**
     * Exactly these stages.
     *
     * @param layers how many consecutive layers each stage gets
     * @param every each stage trains on every so many-th batch of the stage below (Jaderberg et al. 2017, section 3.2); 1 for the first one
     */
    record Layers(List<Integer> layers, List<Integer> every) implements Cut {
        private static final long LONGEST = 1_000_000;

        /** Checks the numbers. */
        public Layers {
            layers = List.copyOf(layers);
            every = List.copyOf(every);
            if (layers.isEmpty() || layers.stream().anyMatch(n -> n < 1)) {
                throw new BadSetting("stages", layers, "every stage needs at least 1 layer");
            }
            if (every.size() != layers.size()) {
                throw new BadSetting("stages", layers, every.size() + " clocks for " + layers.size() + " stages");
            }
            checkClocks(every);
        }

        private static void checkClocks(List<Integer> every) {
            long period = 1;
            for (int stage = 0; stage < every.size(); stage++) {
                int n = every.get(stage);
                String rule = null;
                if (n < 1) {
                    rule = "must be >= 1";
                } else if (stage == 0 && n > 1) {
                    rule = "must be 1: the first stage trains on every batch";
                }
                period *= n;
                if (rule == null && period > LONGEST) {
                    rule = "the stage would train once in " + period + " batches: must be at most " + LONGEST;
                }
                if (rule != null) {
                    throw new BadSetting("stages", null, "stage " + stage + " has every = " + n + ": " + rule);
                }
            }
        }

        /** Stages that all train on every batch. */
        public Layers(List<Integer> layers) {
            this(layers, Collections.nCopies(layers.size(), 1));
        }
    }

    /**
     * Balanced by the measured time of each layer's training step.
     *
     * @param stages how many; 0 for as many as there are executors
     */
    record Auto(int stages) implements Cut {

        /** Checks the number. */
        public Auto {
            Require.atLeast("stages", stages, 0);
        }
    }
}
