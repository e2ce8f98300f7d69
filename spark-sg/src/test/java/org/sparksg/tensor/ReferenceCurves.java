package org.sparksg.tensor;

/** The curves of {@link ReferenceKernels}. */
final class ReferenceCurves {
    private ReferenceCurves() {}

    static void forward(Curve curve, Tensor x, Tensor y) {
        for (int i = 0; i < y.size(); i++) {
            y.set(i, curve.value(x.get(i)));
        }
    }

    /** By differences: its own derivative is what others are measured against. */
    static void backward(Curve curve, Tensor x, Tensor dy, Tensor dx) {
        double h = 1e-3;
        for (int i = 0; i < dx.size(); i++) {
            double at = x.get(i);
            boolean kink = curve.form() == Curve.Form.LEAKY_RELU && Math.abs(at) < 2 * h;
            double near = curve.value(at + h) - curve.value(at - h);
            double far = curve.value(at + 2 * h) - curve.value(at - 2 * h);
            double slope = (8 * near - far) / (12 * h); // of fourth order
            dx.set(i, dy.get(i) * (kink ? curve.derivative(at) : slope));
        }
    }
}
