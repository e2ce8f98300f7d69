package org.sparksg.data;

import org.sparksg.tensor.Tensor;

/** Examples that were read and are in use, or wait for it, in arrays that are filled again and again. */
final class Window {
    private final float[][] rows;
    private final int[] classes;
    private final float[][] values;
    private final float[] weights;
    private final Examples examples;

    /** The order that they are taken in. */
    final int[] order;

    /**
     * Makes room.
     *
     * @param size for how many examples
     * @param schema what they look like
     * @param weighted whether they have weights
     */
    Window(int size, Schema schema, boolean weighted) {
        boolean classification = schema.classification();
        this.rows = new float[size][schema.features().size()];
        this.classes = new int[classification ? size : 0];
        this.values = new float[classification ? 0 : size][schema.target().size()];
        this.weights = new float[weighted ? size : 0];
        this.order = new int[size];
        InMemory all = classification
                ? InMemory.ofClasses(
                        schema.features(), rows, classes, schema.target().size())
                : InMemory.ofValues(schema.features(), rows, values);
        this.examples = weighted ? all.weighted(weights) : all;
    }

    /** Takes the example that was just read. */
    void set(int index, TableRows row, LabelColumn label, float weight) {
        row.narrowTo(rows[index]);
        if (label.isClassification()) {
            classes[index] = label.classOfOne();
        } else {
            values[index][0] = label.valueOfOne();
        }
        if (weights.length > 0) {
            weights[index] = weight;
        }
    }

    /** Writes examples from a place of the order on into the rows of two tensors. */
    void gather(int from, Tensor features, Tensor targets) {
        examples.gather(order, from, features, targets);
    }
}
