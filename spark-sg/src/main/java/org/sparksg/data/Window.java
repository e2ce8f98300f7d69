package org.sparksg.data;

import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/** Examples that were read and are in use, or wait for it, in arrays that are filled again and again. */
final class Window {
    private final float[][] rows;
    private final int[] classes;
    private final float[][] values;
    private final Examples examples;

    /** The order that they are taken in. */
    final int[] order;

    /** {@code size}: how many examples there is room for. */
    Window(int size, Shape features, Shape target, boolean classification) {
        this.rows = new float[size][features.size()];
        this.classes = new int[classification ? size : 0];
        this.values = new float[classification ? 0 : size][target.size()];
        this.order = new int[size];
        this.examples = classification
                ? InMemory.ofClasses(features, rows, classes, target.size())
                : InMemory.ofValues(features, rows, values);
    }

    /** Takes the example that was just read. */
    void set(int index, TableRows row, LabelColumn label) {
        row.narrowTo(rows[index]);
        if (label.isClassification()) {
            classes[index] = label.classOfOne();
        } else {
            values[index][0] = label.valueOfOne();
        }
    }

    /** Writes examples from a place of the order on into the rows of two tensors. */
    void gather(int from, Tensor features, Tensor targets) {
        examples.gather(order, from, features, targets);
    }
}
