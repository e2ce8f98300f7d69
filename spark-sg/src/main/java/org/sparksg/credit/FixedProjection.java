package org.sparksg.credit;

import org.sparksg.nn.Initializer;
import org.sparksg.nn.PerRows;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Step;
import org.sparksg.tensor.Tensor;

/** A fixed matrix from the network's output to the activation of a boundary: it follows from the seed, and never learns. */
final class FixedProjection {
    private final Kernels kernels;
    private final Tensor weight; // [outputs, width]
    private final Tensor output;
    private final Tensor projected;
    private final PerRows<Step> products = new PerRows<>(this::product);

    FixedProjection(Initializer matrix, Rule.Place place, int rows, long seed, Kernels kernels) {
        this.kernels = kernels;
        Shape shape = Shape.of(place.output().size(), place.activation().size());
        this.weight = kernels.zeros(shape);
        this.output = kernels.zeros(place.output().batch(rows));
        this.projected = kernels.zeros(place.activation().batch(rows));
        for (int i = 0; i < weight.size(); i++) {
            weight.set(i, matrix.value(shape, seed, i));
        }
        weight.touch();
    }

    private Step product(int rows) {
        return kernels.matmul(output.rows(rows), weight, projected.rows(rows));
    }

    /** Returns {@code output · matrix}, {@code [n, ...]}, valid until the next call. */
    Tensor of(Tensor given) {
        int rows = given.rows();
        kernels.copy(given, output.rows(rows));
        products.get(rows).run();
        return projected.rows(rows);
    }

    /** Returns the floating-point operations of one example. */
    static double flops(Rule.Place place) {
        return 2.0 * place.output().size() * place.activation().size();
    }
}
