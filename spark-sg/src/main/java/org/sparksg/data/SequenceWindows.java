package org.sparksg.data;

import java.util.List;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/** Windows of sequences in memory; what is behind the end of a sequence is 0, and has no class. */
final class SequenceWindows implements Examples {
    private final List<Steps> all;
    private final Shape features;
    private final Shape target;
    private final boolean continued;
    private final int[] sequence; // that each window is of
    private final int[] start; // its first step

    SequenceWindows(List<Steps> all, Shape features, Shape target, boolean continued, int[] sequence, int[] start) {
        this.all = List.copyOf(all);
        this.features = features;
        this.target = target;
        this.continued = continued;
        this.sequence = sequence;
        this.start = start;
    }

    @Override
    public int count() {
        return start.length;
    }

    @Override
    public Shape features() {
        return features;
    }

    @Override
    public Shape target() {
        return target;
    }

    /** So that windows of one sequence are not parted. */
    @Override
    public boolean endIsHeldOut() {
        return true;
    }

    @Override
    public boolean continued() {
        return continued;
    }

    /** Returns whether a window has less steps than there is room for. */
    boolean isPadded() {
        for (int i = 0; i < start.length; i++) {
            if (start[i] + window() > all.get(sequence[i]).count()) {
                return true;
            }
        }
        return false;
    }

    private int window() {
        return features.dim(0);
    }

    @Override
    public void gather(int[] order, int from, Tensor into, Tensor targets) {
        if (into.columns() != features.size() || targets.columns() != window() || into.rows() != targets.rows()) {
            throw new IllegalArgumentException("gather into features " + into.shape() + " and targets "
                    + targets.shape() + ": one example has features " + features + " and target " + target);
        }
        int width = features.size() / window();
        for (int row = 0; row < into.rows(); row++) {
            int example = order[from + row];
            Steps steps = all.get(sequence[example]);
            copy(steps.inputs(), start[example] * width, into, row, 0);
            copy(steps.targets(), start[example], targets, row, -1);
        }
        into.touch();
        targets.touch();
    }

    /** Fills a row from an array on, and with {@code rest} from the end of that on. */
    private static void copy(float[] array, int from, Tensor to, int row, float rest) {
        int columns = to.columns();
        int there = Math.min(columns, array.length - from);
        for (int i = 0; i < there; i++) {
            to.set(row * columns + i, array[from + i]);
        }
        for (int i = there; i < columns; i++) {
            to.set(row * columns + i, rest);
        }
    }

    @Override
    public SequenceWindows subset(int[] members) {
        return new SequenceWindows(
                all, features, target, continued, Shuffle.pick(sequence, members), Shuffle.pick(start, members));
    }
}
