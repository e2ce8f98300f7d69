package org.sparksg.credit;

import java.util.ArrayList;
import java.util.List;
import org.sparksg.nn.BatchNorm;
import org.sparksg.nn.Dense;
import org.sparksg.nn.Initializer;
import org.sparksg.nn.Layer;
import org.sparksg.nn.Relu;
import org.sparksg.settings.Require;

/** The hidden layers of the small networks beside a boundary: linear, batch normalisation if wanted, ReLU. */
final class Hidden {
    private Hidden() {}

    /** Checks the units of each layer. */
    static void check(List<Integer> hidden) {
        for (int units : hidden) {
            Require.that(units >= 1, "hidden", hidden, "numbers of units, each >= 1");
        }
    }

    /** Returns the layers, in a list to which the last one can be added. */
    static List<Layer> layers(List<Integer> hidden, boolean batchNorm) {
        List<Layer> layers = new ArrayList<>();
        for (int units : hidden) {
            layers.add(new Dense(units, new Initializer.HeNormal(), !batchNorm)); // it has a shift of its own
            if (batchNorm) {
                layers.add(BatchNorm.of());
            }
            layers.add(new Relu());
        }
        return layers;
    }
}
