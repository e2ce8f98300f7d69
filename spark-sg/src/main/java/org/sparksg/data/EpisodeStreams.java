package org.sparksg.data;

import org.sparksg.tensor.Tensor;

/**
 * The streams of a {@link CopyTask}: which episode each row is in. Where a stream stands is arithmetic, so that a run goes on from anywhere
 * if it knows when levels were raised. Belongs to one thread.
 */
final class EpisodeStreams {
    private final CopyTask task;
    private final Row[] rows;
    private Level level;
    private Level before; // this level
    private long settled; // the step from which all rows are at this level

    /** The stream of a row; steps are counted from the beginning of the run. */
    private static final class Row {
        private long done; // episodes of the levels before
        private long free; // the step after the last of them
        private long start; // the step of the first one of this level
    }

    EpisodeStreams(CopyTask task, int rows) {
        this.task = task;
        this.rows = new Row[rows];
        this.level = task.first();
        this.before = level;
        for (int row = 0; row < rows; row++) {
            this.rows[row] = new Row();
        }
        begin();
    }

    int rows() {
        return rows.length;
    }

    Level level() {
        return level;
    }

    /** Returns whether all that comes from a step on is of the level. */
    boolean isSettled(long step) {
        return step >= settled;
    }

    /** Makes episodes harder that begin at a step or later, which must be beyond where all were {@linkplain #isSettled settled}. */
    void raise(long step) {
        for (Row row : rows) {
            long begun = (step - row.start - 1) / level.steps() + 1;
            row.done += begun;
            row.free = row.start + begun * level.steps();
        }
        before = level;
        level = level.next();
        begin();
    }

    private void begin() {
        settled = 0;
        for (int index = 0; index < rows.length; index++) {
            Row row = rows[index];
            long phase = (long) index * level.steps() / rows.length;
            row.start = row.free + Math.floorMod(phase - row.free, level.steps());
            settled = Math.max(settled, row.start);
        }
    }

    /**
     * Writes a window.
     *
     * @param step the first one
     * @param example its place in the tensors
     * @return how many answers it has
     */
    int write(int row, long step, int example, Tensor features, Tensor targets) {
        int answers = 0;
        for (int i = 0; i < task.window(); i++) {
            boolean answer = writeStep(row, step + i, example * task.window() + i, features, targets);
            answers += answer ? 1 : 0;
        }
        return answers;
    }

    private boolean writeStep(int index, long step, int at, Tensor features, Tensor targets) {
        Row row = rows[index];
        if (step >= row.start) {
            long since = step - row.start;
            long episode = task.episode(index, row.done + since / level.steps());
            return task.write(level, episode, (int) (since % level.steps()), at, features, targets);
        }
        if (step >= row.free) {
            task.writeNothing(at, features, targets);
            return false;
        }
        long last = task.episode(index, row.done - 1);
        return task.write(before, last, (int) (step - row.free) + before.steps(), at, features, targets);
    }
}
