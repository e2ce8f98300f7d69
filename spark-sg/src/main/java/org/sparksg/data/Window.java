package org.sparksg.data;

import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/** Examples that were read and are in use, or wait for it, in arrays that are filled again and again. */
final class Window {
    private final float[][] rows;
    private final int[] classes;
    private final float[][] values;
    private final float[] weights; // none if all examples count the same
    private final double meanWeight;
    private final Examples examples;

    /** The order that they are taken in. */
    final int[] order;

    /** {@code size}: how many examples of a table there is room for. */
    Window(int size, Table table) {
        Schema schema = table.training();
        Shape features = schema.features();
        Shape target = schema.target();
        boolean classification = schema.classification();
        this.rows = new float[size][features.size()];
        this.classes = new int[classification ? size : 0];
        this.values = new float[classification ? 0 : size][target.size()];
        this.order = new int[size];
        this.weights = new float[table.isWeighted() ? size : 0];
        this.meanWeight = table.meanWeight();
        InMemory plain = classification
                ? InMemory.ofClasses(features, rows, classes, target.size())
                : InMemory.ofValues(features, rows, values);
        this.examples = table.isWeighted() ? plain.weighted(weights) : plain;
    }

    /** Takes the example that was just read. */
    void set(int index, TableRows row, LabelColumn label) {
        row.narrowTo(rows[index]);
        if (label.isClassification()) {
            classes[index] = label.lastClass();
        } else {
            values[index][0] = label.lastValue();
        }
        if (weights.length > 0) {
            weights[index] = Weights.of(row.weight(), meanWeight);
        }
    }

    /** Writes examples from a place of the order on into the rows of two tensors. */
    void gather(int from, Tensor features, Tensor targets) {
        examples.gather(order, from, features, targets);
    }
}
