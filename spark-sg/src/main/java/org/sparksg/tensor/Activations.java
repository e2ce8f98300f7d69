package org.sparksg.tensor;

import java.lang.ref.Reference;
import org.sparksg.tensor.OneDnnSpec.Operation;

/** Hyperbolic tangent and sigmoid: large arrays by oneDNN, small ones, where its call costs more, by Java's own functions. */
final class Activations {
    private static final int SMALL = 64;

    private final OneDnn oneDnn;
    private final OneDnnSpec spec = new OneDnnSpec();

    Activations(OneDnn oneDnn) {
        this.oneDnn = oneDnn;
    }

    void tanh(Tensor x, Tensor y) {
        if (x.size() < SMALL) {
            for (int i = 0; i < x.size(); i++) {
                y.set(i, Math.tanh(x.get(i)));
            }
        } else {
            run(Operation.TANH, x, y);
        }
        y.touch();
    }

    void sigmoid(Tensor x, Tensor y) {
        if (x.size() < SMALL) {
            for (int i = 0; i < x.size(); i++) {
                y.set(i, 1 / (1 + Math.exp(-x.get(i))));
            }
        } else {
            run(Operation.SIGMOID, x, y);
        }
        y.touch();
    }

    private void run(Operation operation, Tensor x, Tensor y) {
        long bytes = (long) Float.BYTES * x.size();
        oneDnn.primitive(spec.elements(operation, x.size()))
                .source(x.address(), bytes)
                .destination(y.address(), bytes)
                .execute();
        Reference.reachabilityFence(x);
    }
}
