package org.sparksg.data;

import java.util.stream.IntStream;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/** Windows of one long sequence of ids, side by side; the target of a window are the ids one step later. */
final class Windows implements Examples {
    private final char[] ids;
    private final int window;
    private final int[] members; // numbers of windows
    private final boolean continued;

    Windows(char[] ids, int window, int count, boolean continued) {
        this(ids, window, IntStream.range(0, count).toArray(), continued);
    }

    private Windows(char[] ids, int window, int[] members, boolean continued) {
        this.ids = ids;
        this.window = window;
        this.members = members;
        this.continued = continued;
    }

    @Override
    public int count() {
        return members.length;
    }

    @Override
    public Shape features() {
        return Shape.of(window);
    }

    @Override
    public Shape target() {
        return Shape.of(window);
    }

    @Override
    public boolean endIsHeldOut() {
        return true;
    }

    @Override
    public boolean continued() {
        return continued;
    }

    @Override
    public void gather(int[] order, int from, Tensor features, Tensor targets) {
        if (features.columns() != window || targets.columns() != window || features.rows() != targets.rows()) {
            throw new IllegalArgumentException("gather into features " + features.shape() + " and targets "
                    + targets.shape() + ": one example has " + window + " ids and as many targets");
        }
        for (int row = 0; row < features.rows(); row++) {
            int start = members[order[from + row]] * window;
            for (int step = 0; step < window; step++) {
                features.set(row * window + step, ids[start + step]);
                targets.set(row * window + step, ids[start + step + 1]);
            }
        }
        features.touch();
        targets.touch();
    }

    @Override
    public Windows subset(int[] chosen) {
        return new Windows(ids, window, Shuffle.pick(members, chosen), continued);
    }
}
