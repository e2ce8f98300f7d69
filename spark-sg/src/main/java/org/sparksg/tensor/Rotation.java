package org.sparksg.tensor;

/** Rotary positions: angles that are looked up, and plain loops; for both element types. */
final class Rotation {
    private static final double BASE = 10_000;

    private final int steps;
    private final int heads;
    private final int width; // of a head
    private final double[] cosines; // of each step and pair
    private final double[] sines;

    /** Turns by the angles times {@code direction}. */
    Rotation(Tensor x, int heads, int direction) {
        this.steps = x.shape().dim(1);
        this.heads = heads;
        this.width = x.shape().last() / 3 / heads;
        this.cosines = new double[steps * (width / 2)];
        this.sines = new double[cosines.length];
        for (int i = 0; i < cosines.length; i++) {
            int pair = i % (width / 2);
            double angle = direction * (i / (width / 2)) * Math.pow(BASE, -2.0 * pair / width);
            cosines[i] = Math.cos(angle);
            sines[i] = Math.sin(angle);
        }
    }

    void run(Tensor x, Tensor y) {
        int all = heads * width;
        for (int place = 0; place < x.size() / 3 / all; place++) {
            int angles = place % steps * (width / 2);
            for (int part = 0; part < 2 * heads; part++) {
                turn(x, y, place * 3 * all + part * width, angles);
            }
            RowLoops.move(x, place * 3 * all, 0, 2 * all, y, place * 3 * all, 0, 2 * all, 1, all);
        }
        y.touch();
    }

    private void turn(Tensor x, Tensor y, int start, int angles) {
        for (int pair = 0; pair < width / 2; pair++) {
            double a = x.get(start + 2 * pair);
            double b = x.get(start + 2 * pair + 1);
            double cosine = cosines[angles + pair];
            double sine = sines[angles + pair];
            y.set(start + 2 * pair, a * cosine - b * sine);
            y.set(start + 2 * pair + 1, a * sine + b * cosine);
        }
    }
}
