package org.sparksg.data;

import java.util.Arrays;
import org.sparksg.tensor.Hash;

/**
 * Draws digits, one after the other, on one image of its own. Uses exactly rounded arithmetic and {@link StrictMath} only,
 * so the same bytes come out on every machine. One object serves one thread.
 */
final class DigitPen {
    static final int SIDE = 28;
    private static final double BOX_WIDTH = 12;
    private static final double BOX_HEIGHT = 19;
    private static final int SEGMENTS = 6; // straight pieces between two points of a stroke

    private final DigitVariation variation;
    private final float[] ink = new float[SIDE * SIDE];

    // What the example at hand draws from, and its way of writing.
    private long stream;
    private long drawn;
    private double radius;
    private double xx;
    private double xy;
    private double yx;
    private double yy;
    private double centreX;
    private double centreY;

    DigitPen(DigitVariation variation) {
        this.variation = variation;
    }

    /** Writes one example: a pure function of digit, stream and variation. */
    void draw(int digit, long stream, byte[] to) {
        this.stream = stream;
        this.drawn = 0;
        Arrays.fill(ink, 0);
        chooseHand();
        int style = (int) (DigitStyles.count(digit) * (uniform() + 1) / 2);
        for (double[] stroke : DigitStyles.strokes(digit, style)) {
            curve(place(stroke));
        }
        int specks = (int) ((variation.specks() + 1) * (uniform() + 1) / 2);
        for (int i = 0; i < specks; i++) {
            speck();
        }
        develop(to);
    }

    /** Returns the next number of this example, in [-1, 1). */
    private double uniform() {
        return 2 * Hash.uniform(stream, drawn++) - 1;
    }

    /** Returns a number in [-1, 1] that is more often small. */
    private double bell() {
        return (uniform() + uniform()) / 2;
    }

    private void chooseHand() {
        double angle = variation.rotation() * uniform();
        double shear = variation.shear() * uniform();
        double height = BOX_HEIGHT * (1 + variation.scale() * uniform());
        double width = BOX_WIDTH * (height / BOX_HEIGHT) * (1 + variation.scale() * uniform());
        double cos = StrictMath.cos(angle);
        double sin = StrictMath.sin(angle);
        // rotation · shear · scale
        xx = cos * width;
        xy = (-cos * shear - sin) * height;
        yx = sin * width;
        yy = (cos - sin * shear) * height;
        centreX = (SIDE - 1) / 2.0 + variation.shift() * uniform();
        centreY = (SIDE - 1) / 2.0 + variation.shift() * uniform();
        radius = variation.thinnest() + (variation.thickest() - variation.thinnest()) * (uniform() + 1) / 2;
    }

    /** Returns a stroke's points in pixels, each displaced a little; a corner stays a corner. */
    private double[] place(double[] stroke) {
        double[] placed = new double[stroke.length];
        for (int i = 0; i < stroke.length; i += 2) {
            if (i > 0 && stroke[i] == stroke[i - 2] && stroke[i + 1] == stroke[i - 1]) {
                placed[i] = placed[i - 2];
                placed[i + 1] = placed[i - 1];
                continue;
            }
            double x = stroke[i] - 0.5 + variation.jitter() * bell() * 2;
            double y = stroke[i + 1] - 0.5 + variation.jitter() * bell() * 2;
            placed[i] = centreX + xx * x + xy * y;
            placed[i + 1] = centreY + yx * x + yy * y;
        }
        return placed;
    }

    /** Draws the spline of Catmull and Rom (1974) through the points. */
    private void curve(double[] points) {
        int last = points.length / 2 - 1;
        double x = points[0];
        double y = points[1];
        for (int p = 0; p < last; p++) {
            for (int s = 1; s <= SEGMENTS; s++) {
                double t = (double) s / SEGMENTS;
                double nextX = spline(points, 0, p, last, t);
                double nextY = spline(points, 1, p, last, t);
                segment(x, y, nextX, nextY, radius);
                x = nextX;
                y = nextY;
            }
        }
    }

    private static double spline(double[] points, int axis, int p, int last, double t) {
        double a = points[2 * Math.max(p - 1, 0) + axis];
        double b = points[2 * p + axis];
        double c = points[2 * (p + 1) + axis];
        double d = points[2 * Math.min(p + 2, last) + axis];
        return 0.5 * (2 * b + t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * b - a - 3 * c + d))));
    }

    /** Draws a short stray stroke anywhere. */
    private void speck() {
        double x = (SIDE - 1) / 2.0 * (1 + uniform());
        double y = (SIDE - 1) / 2.0 * (1 + uniform());
        segment(x, y, x + 4 * uniform(), y + 4 * uniform(), variation.thinnest());
    }

    /** Inks the pixels near a line: fully within the radius, less and less over one more pixel. */
    private void segment(double x0, double y0, double x1, double y1, double radius) {
        double reach = radius + 0.5;
        double dx = x1 - x0;
        double dy = y1 - y0;
        double square = dx * dx + dy * dy;
        int top = (int) Math.max(0, Math.ceil(Math.min(y0, y1) - reach));
        int bottom = (int) Math.min(SIDE - 1, Math.floor(Math.max(y0, y1) + reach));
        int left = (int) Math.max(0, Math.ceil(Math.min(x0, x1) - reach));
        int right = (int) Math.min(SIDE - 1, Math.floor(Math.max(x0, x1) + reach));
        for (int y = top; y <= bottom; y++) {
            for (int x = left; x <= right; x++) {
                double along = square == 0 ? 0 : ((x - x0) * dx + (y - y0) * dy) / square;
                double t = Math.min(1, Math.max(0, along));
                double offX = x - x0 - t * dx;
                double offY = y - y0 - t * dy;
                float cover = (float) (reach - Math.sqrt(offX * offX + offY * offY));
                int pixel = y * SIDE + x;
                ink[pixel] = Math.max(ink[pixel], Math.min(1, cover));
            }
        }
    }

    /** Writes the image with noise as bytes. */
    private void develop(byte[] to) {
        long noise = Hash.mix(stream, -1);
        double strength = 0.8 + 0.2 * uniform();
        for (int i = 0; i < ink.length; i++) {
            double level = strength * ink[i] + variation.noise() * (2 * Hash.uniform(noise, i) - 1);
            to[i] = (byte) Math.round(255 * Math.min(1, Math.max(0, level)));
        }
    }
}
