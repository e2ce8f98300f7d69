package org.sparksg.pipeline;

import java.io.Serializable;
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
     */
    record Layers(List<Integer> layers) implements Cut {

        /** Checks the numbers. */
        public Layers {
            layers = List.copyOf(layers);
            if (layers.isEmpty() || layers.stream().anyMatch(n -> n < 1)) {
                throw new BadSetting("stages", layers, "every stage needs at least 1 layer");
            }
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
