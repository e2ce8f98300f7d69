package org.sparksg.credit;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sparksg.nn.BatchNorm;
import org.sparksg.nn.Dense;
import org.sparksg.nn.Initializer;
import org.sparksg.nn.Layer;
import org.sparksg.nn.Relu;
import org.sparksg.settings.BadSetting;
import org.sparksg.settings.Require;

/**
 * What a small network beside a boundary has in front of its last layer: dense layers by their units, each linear, normalised if
 * wanted, ReLU; or any layers at all.
 *
 * @param hidden units of each hidden layer; empty for a linear model, or if there are {@code layers}
 * @param batchNorm whether each hidden layer is normalised before its ReLU
 * @param layers in the place of these
 */
public record Body(List<Integer> hidden, boolean batchNorm, List<Layer> layers) implements Serializable {
    /** Copies the lists. */
    public Body {
        hidden = List.copyOf(hidden);
        layers = List.copyOf(layers);
        for (int units : hidden) {
            Require.that(units >= 1, "hidden", hidden, "numbers of units, each >= 1");
        }
        Require.that(
                layers.isEmpty() || hidden.isEmpty() && !batchNorm,
                "layers",
                layers,
                "left out with hidden or batch-norm",
                "write all layers into one list");
    }

    /** Creates dense layers. */
    static Body of(List<Integer> hidden, boolean batchNorm) {
        return new Body(hidden, batchNorm, List.of());
    }

    /** Returns whether there are no layers. */
    boolean isEmpty() {
        return hidden.isEmpty() && layers.isEmpty();
    }

    /** Returns the layers, in a list to which the last one can be added. */
    List<Layer> list() {
        List<Layer> list = new ArrayList<>(layers);
        for (int units : hidden) {
            list.add(new Dense(units, new Initializer.HeNormal(), !batchNorm)); // it has a shift of its own
            if (batchNorm) {
                list.add(BatchNorm.of());
            }
            list.add(new Relu());
        }
        return list;
    }

    /** Checks that a network can be made at a boundary. {@code key}: the setting that does not fit. */
    static void fits(String key, Runnable network) {
        try {
            network.run();
        } catch (BadSetting e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new BadSetting(key, null, "do not fit this boundary: " + e.getMessage());
        }
    }

    /** Returns what a resumed run must not change, by the name of the setting. */
    Map<String, String> facts() {
        return layers.isEmpty()
                ? Map.of("hidden", hidden.toString(), "batch-norm", Boolean.toString(batchNorm))
                : Map.of("layers", layers.toString());
    }
}
