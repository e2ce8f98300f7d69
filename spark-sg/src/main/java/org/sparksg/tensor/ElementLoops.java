package org.sparksg.tensor;

/** Element by element, as plain loops over the memory of the tensors; for both element types. */
final class ElementLoops {
    private ElementLoops() {}

    static void fill(Tensor to, double value) {
        for (int i = 0; i < to.size(); i++) {
            to.set(i, value);
        }
        to.touch();
    }

    static void combine(double a, Tensor x, double b, Tensor y, Tensor to) {
        int size = to.size();
        for (int i = 0; i < size; i++) {
            to.set(i, a * x.get(i) + b * y.get(i));
        }
        to.touch();
    }

    static void scale(double a, Tensor x, Tensor to) {
        int size = to.size();
        for (int i = 0; i < size; i++) {
            to.set(i, a * x.get(i));
        }
        to.touch();
    }

    static void multiply(Tensor x, Tensor y, Tensor to) {
        int size = to.size();
        for (int i = 0; i < size; i++) {
            to.set(i, x.get(i) * y.get(i));
        }
        to.touch();
    }

    static void relu(Tensor x, Tensor y) {
        for (int i = 0; i < y.size(); i++) {
            y.set(i, Math.max(0, x.get(i)));
        }
        y.touch();
    }

    /** By bits, because a branch on the sign of a random number costs five times as much as the rest of the loop. */
    static void reluBackward(Tensor y, Tensor dy, Tensor dx) {
        int size = dx.size();
        for (int i = 0; i < size; i++) {
            long bits = Double.doubleToRawLongBits(y.get(i));
            long positive = (-bits & ~bits) >> (Long.SIZE - 1); // all ones, or all zeros
            dx.set(i, Double.longBitsToDouble(Double.doubleToRawLongBits(dy.get(i)) & positive));
        }
        dx.touch();
    }

    static void curve(Curve curve, Tensor x, Tensor y) {
        for (int i = 0; i < y.size(); i++) {
            y.set(i, curve.value(x.get(i)));
        }
        y.touch();
    }

    static void curveBackward(Curve curve, Tensor x, Tensor dy, Tensor dx) {
        for (int i = 0; i < dx.size(); i++) {
            dx.set(i, dy.get(i) * curve.derivative(x.get(i)));
        }
        dx.touch();
    }

    static void tanhBackward(Tensor y, Tensor dy, Tensor dx) {
        int size = dx.size();
        for (int i = 0; i < size; i++) {
            double value = y.get(i);
            dx.set(i, dy.get(i) * (1 - value * value));
        }
        dx.touch();
    }

    static void sigmoidBackward(Tensor y, Tensor dy, Tensor dx) {
        int size = dx.size();
        for (int i = 0; i < size; i++) {
            double value = y.get(i);
            dx.set(i, dy.get(i) * value * (1 - value));
        }
        dx.touch();
    }

    static void dropout(Tensor x, double rate, long stream, Tensor mask, Tensor y) {
        int size = y.size();
        double kept = 1 / (1 - rate);
        for (int i = 0; i < size; i++) {
            double factor = Hash.uniform(stream, i) < rate ? 0 : kept;
            mask.set(i, factor);
            y.set(i, x.get(i) * factor);
        }
        mask.touch();
        y.touch();
    }

    static void clamp(Tensor x, double limit) {
        int size = x.size();
        for (int i = 0; i < size; i++) {
            x.set(i, Math.min(limit, Math.max(-limit, x.get(i))));
        }
        x.touch();
    }

    static double dot(Tensor x, Tensor y) {
        int size = x.size();
        double sum = 0;
        for (int i = 0; i < size; i++) {
            sum += x.get(i) * y.get(i);
        }
        return sum;
    }

    static int matchingSigns(Tensor x, Tensor y) {
        int size = x.size();
        int equal = 0;
        for (int i = 0; i < size; i++) {
            if (Math.signum(x.get(i)) == Math.signum(y.get(i))) {
                equal++;
            }
        }
        return equal;
    }

    /** Writes a number where a sum belongs, or adds it. */
    static void write(double number, Tensor sum, boolean accumulate) {
        sum.set(0, accumulate ? sum.get(0) + number : number);
        sum.touch();
    }
}
