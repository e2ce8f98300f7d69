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
        int steps = steps(place);
        Shape shape = Shape.of(place.output().size() / steps, place.activation().size() / steps);
        this.weight = kernels.zeros(shape);
        this.output = kernels.zeros(place.output().batch(rows));
        this.projected = kernels.zeros(place.activation().batch(rows));
        for (int i = 0; i < weight.size(); i++) {
            weight.set(i, matrix.value(shape, seed, i));
        }
        weight.touch();
    }

    private Step product(int rows) {
        return kernels.matmul(
                matrix(output.rows(rows), weight.rows()), weight, matrix(projected.rows(rows), weight.columns()));
    }

    private static Tensor matrix(Tensor all, int columns) {
        return all.view(0, Shape.of(all.size() / columns, columns));
    }

    /** Where each step of a sequence has a class, each step is projected by itself. */
    private static int steps(Rule.Place place) {
        return place.classes() > 0 ? place.output().dim(0) : 1;
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
        return 2.0 * place.output().size() * place.activation().size() / steps(place);
    }
}
