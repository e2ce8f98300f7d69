package org.sparksg.lab.analyze;

import java.util.List;
import org.sparksg.analysis.LinearProbes;
import org.sparksg.analysis.WeightNorm;

/**
 * What was seen in a model.
 *
 * @param layers the input, then the hidden layers
 * @param norms of the weights of all dense layers, the output included
 */
record Portrait(Subject subject, List<LayerView> layers, List<WeightNorm> norms) {

    /** Copies the lists. */
    Portrait {
        layers = List.copyOf(layers);
        norms = List.copyOf(norms);
    }

    /**
     * A layer.
     *
     * @param number 0 for the input, then the number of the hidden layer
     * @param picture of its dissimilarities
     * @param likeLast the correlation of its dissimilarities with those of the last hidden layer
     */
    record LayerView(int number, int units, LinearProbes.Scores probes, Picture picture, double likeLast) {

        /** Returns the name for people. */
        String name() {
            return number == 0 ? "input" : Integer.toString(number);
        }

        /** Returns it with the last number, which is known only when all layers are. */
        LayerView compared(double correlation) {
            return new LayerView(number, units, probes, picture, correlation);
        }
    }
}
