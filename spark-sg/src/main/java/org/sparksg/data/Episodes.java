package org.sparksg.data;

import org.sparksg.tensor.Hash;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/**
 * The windows of a {@link CopyTask}: by themselves, those of one stream at its first level; another part of them has streams of its own.
 *
 * @param task what is drawn
 */
record Episodes(CopyTask task) implements Examples {

    @Override
    public int count() {
        return task.count();
    }

    @Override
    public Shape features() {
        return task.features();
    }

    @Override
    public Shape target() {
        return task.target();
    }

    @Override
    public boolean endIsHeldOut() {
        return true;
    }

    @Override
    public boolean continued() {
        return true;
    }

    @Override
    public ExampleReader streams(int rows) {
        return new EpisodeReader(task, rows);
    }

    @Override
    public void gather(int[] order, int from, Tensor features, Tensor targets) {
        EpisodeStreams one = new EpisodeStreams(task, 1);
        for (int i = 0; i < features.rows(); i++) {
            one.write(0, (long) order[from + i] * task.window(), i, features, targets);
        }
        features.touch();
        targets.touch();
    }

    @Override
    public Examples subset(int[] members) {
        long seed = members[0] == 0 ? task.seed() : Hash.mix(task.seed(), members[0]);
        return new Episodes(task.with(members.length, seed));
    }
}
