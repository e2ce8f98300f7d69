package org.sparksg.data;

import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/** What a network shall answer to each example. */
sealed interface Targets {

    int count();

    Shape shape();

    /** Writes {@code targets.rows()} rows from {@code order[from]} on; widths were checked before. */
    void gather(int[] order, int from, Tensor targets);

    Targets subset(int[] members);

    /** Class numbers, delivered one-hot. */
    final class Classes implements Targets {
        private final int[] labels;
        private final Shape shape;

        Classes(int[] labels, int classes) {
            this.labels = labels;
            this.shape = Shape.of(classes);
            for (int i = 0; i < labels.length; i++) {
                if (labels[i] < 0 || labels[i] >= classes) {
                    throw new IllegalArgumentException(
                            "example " + i + ": label " + labels[i] + ", expected 0.." + (classes - 1));
                }
            }
        }

        /** Returns these of examples that are cut into so many windows of so many steps. */
        LastSteps atTheEnd(int windows, int steps) {
            return new LastSteps(labels, windows, steps);
        }

        @Override
        public int count() {
            return labels.length;
        }

        @Override
        public Shape shape() {
            return shape;
        }

        @Override
        public void gather(int[] order, int from, Tensor targets) {
            int columns = targets.columns();
            for (int r = 0; r < targets.rows(); r++) {
                int label = labels[order[from + r]];
                for (int c = 0; c < columns; c++) {
                    targets.set(r * columns + c, c == label ? 1 : 0);
                }
            }
        }

        @Override
        public Targets subset(int[] members) {
            return new Classes(Shuffle.pick(labels, members), shape.size());
        }
    }

    /** Class numbers of sequences in windows, each at the last step of the last window; all other steps have -1. */
    final class LastSteps implements Targets {
        private final int[] labels;
        private final int[] members; // numbers of windows
        private final int windows;
        private final Shape shape;

        LastSteps(int[] labels, int windows, int steps) {
            this(labels, Shuffle.inSequence(labels.length * windows), windows, Shape.of(steps));
        }

        private LastSteps(int[] labels, int[] members, int windows, Shape shape) {
            this.labels = labels;
            this.members = members;
            this.windows = windows;
            this.shape = shape;
        }

        @Override
        public int count() {
            return members.length;
        }

        @Override
        public Shape shape() {
            return shape;
        }

        @Override
        public void gather(int[] order, int from, Tensor targets) {
            int steps = shape.size();
            for (int r = 0; r < targets.rows(); r++) {
                int window = members[order[from + r]];
                boolean last = window % windows == windows - 1;
                for (int step = 0; step < steps; step++) {
                    targets.set(r * steps + step, last && step == steps - 1 ? labels[window / windows] : -1);
                }
            }
        }

        @Override
        public Targets subset(int[] chosen) {
            return new LastSteps(labels, Shuffle.pick(members, chosen), windows, shape);
        }
    }

    /** Targets of classes, each multiplied by the weight of its example: cross-entropy and its gradient are so, too. */
    final class Weighted implements Targets {
        private final Targets targets;
        private final float[] weights;

        Weighted(Targets targets, float[] weights) {
            this.targets = targets;
            this.weights = weights;
        }

        @Override
        public int count() {
            return targets.count();
        }

        @Override
        public Shape shape() {
            return targets.shape();
        }

        @Override
        public void gather(int[] order, int from, Tensor to) {
            targets.gather(order, from, to);
            int columns = to.columns();
            for (int r = 0; r < to.rows(); r++) {
                float weight = weights[order[from + r]];
                for (int c = r * columns; c < (r + 1) * columns; c++) {
                    to.set(c, to.get(c) * weight);
                }
            }
        }

        @Override
        public Targets subset(int[] members) {
            float[] chosen = new float[members.length];
            for (int i = 0; i < members.length; i++) {
                chosen[i] = weights[members[i]];
            }
            return new Weighted(targets.subset(members), chosen);
        }
    }

    /** The numbers of a regression. */
    final class Values implements Targets {
        private final Rows.Floats values;
        private final Shape shape;

        Values(float[][] values) {
            this(new Rows.Floats(values));
        }

        private Values(Rows.Floats values) {
            this.values = values;
            this.shape = Shape.of(values.width());
            values.requireWidth(values.width());
        }

        @Override
        public int count() {
            return values.count();
        }

        @Override
        public Shape shape() {
            return shape;
        }

        @Override
        public void gather(int[] order, int from, Tensor targets) {
            values.gather(order, from, targets);
        }

        @Override
        public Targets subset(int[] members) {
            return new Values(values.subset(members));
        }
    }
}
