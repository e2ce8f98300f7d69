package org.sparksg.data;

import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/** Examples in arrays of the heap, one array an example, so that subsets share them. */
public final class InMemory implements Examples {
    private final Shape shape;
    private final Rows rows;
    private final Targets targets;

    private InMemory(Shape shape, Rows rows, Targets targets) {
        this.shape = shape;
        this.rows = rows;
        this.targets = targets;
        if (rows.count() != targets.count()) {
            throw new IllegalArgumentException(rows.count() + " rows of features, " + targets.count() + " targets");
        }
        rows.requireWidth(shape.size());
    }

    /**
     * Returns classified examples whose features are unsigned bytes, delivered divided by 255.
     *
     * @param shape the shape of one example; {@code rows} and {@code labels} are not copied and must not change
     */
    public static InMemory ofBytes(Shape shape, byte[][] rows, int[] labels, int classes) {
        return new InMemory(shape, new Rows.Bytes(rows), new Targets.Classes(labels, classes));
    }

    /** Returns classified examples. The arrays are not copied and must not change. */
    public static InMemory ofClasses(Shape shape, float[][] rows, int[] labels, int classes) {
        return new InMemory(shape, new Rows.Floats(rows), new Targets.Classes(labels, classes));
    }

    /** Returns examples of a regression, one row of values an example. The arrays are not copied and must not change. */
    public static InMemory ofValues(Shape shape, float[][] rows, float[][] values) {
        return new InMemory(shape, new Rows.Floats(rows), new Targets.Values(values));
    }

    @Override
    public int count() {
        return rows.count();
    }

    @Override
    public Shape features() {
        return shape;
    }

    @Override
    public Shape target() {
        return targets.shape();
    }

    @Override
    public void gather(int[] order, int from, Tensor features, Tensor targets) {
        requireFit(features, targets);
        rows.gather(order, from, features);
        this.targets.gather(order, from, targets);
        features.touch();
        targets.touch();
    }

    private void requireFit(Tensor features, Tensor targets) {
        if (features.columns() != shape.size()
                || targets.columns() != target().size()
                || features.rows() != targets.rows()) {
            throw new IllegalArgumentException("gather into features " + features.shape() + " and targets "
                    + targets.shape() + ": one example has features " + shape + " and target " + target());
        }
    }

    /** Returns these examples with a weight each: their targets are multiplied by it. */
    InMemory weighted(float[] weights) {
        return new InMemory(shape, rows, new Targets.Weighted(targets, weights));
    }

    /** Returns images {@code [height, width, channels]} with classes as sequences of their rows, in windows of so many. */
    Examples byRow(int steps) {
        int windows = shape.dim(0) / steps;
        Targets.LastSteps last = ((Targets.Classes) targets).atTheEnd(windows, steps);
        Shape window = Shape.of(steps, shape.dim(1) * shape.dim(2));
        return new ImageWindows(new InMemory(window, rows.split(windows), last), windows);
    }

    @Override
    public InMemory subset(int[] members) {
        return new InMemory(shape, rows.subset(members), targets.subset(members));
    }
}
