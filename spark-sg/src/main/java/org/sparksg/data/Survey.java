package org.sparksg.data;

import java.util.ArrayList;
import java.util.List;

/**
 * What is known of the rows of a table after a passage: of each number of the features, of labels and of weights.
 *
 * @param numbers of the features, those of one column after those of another
 * @param label of the values to predict, or of the numbers of classes
 * @param weights of the examples' weights
 */
record Survey(List<Statistics> numbers, Statistics label, Statistics weights) {

    Survey() {
        this(new ArrayList<>(), new Statistics(), new Statistics());
    }

    /** Takes a row. */
    void add(double[] features, double answer, double weight) {
        while (numbers.size() < features.length) {
            numbers.add(new Statistics());
        }
        for (int i = 0; i < features.length; i++) {
            numbers.get(i).add(features[i], answer);
        }
        label.add(answer, Double.NaN);
        weights.add(weight, Double.NaN);
    }

    /** Returns the number of rows. */
    long rows() {
        return weights.count();
    }
}
