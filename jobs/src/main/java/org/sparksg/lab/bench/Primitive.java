package org.sparksg.lab.bench;

import java.util.Arrays;
import java.util.List;
import org.sparksg.tensor.AdamStep;
import org.sparksg.tensor.Hash;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/**
 * A kernel that training spends its time in, at the shapes of the networks W1 and W2 of {@link ComputeBench}. Shapes of products
 * are {@code examples x inputs x units}, of Adam the number of parameters, of all others {@code examples x units}.
 */
enum Primitive {
    FORWARD("256x784x256", "256x256x256", "256x3072x1000", "256x1000x1000"),
    INPUT_GRADIENT("256x256x256", "256x1000x1000"),
    WEIGHT_GRADIENT("256x784x256", "256x256x256", "256x3072x1000", "256x1000x1000"),
    RELU_BACKWARD_BIAS("256x256", "256x1000"),
    SOFTMAX_CROSS_ENTROPY("256x10"),
    BATCH_NORM("256x256", "256x1000"),
    BATCH_NORM_BACKWARD("256x256", "256x1000"),
    ADAM("335114", "6086010");

    private static final double GIGA = 1e9;

    private final List<String> shapes;

    Primitive(String... shapes) {
        this.shapes = List.of(shapes);
    }

    List<String> shapes() {
        return shapes;
    }

    /** Returns a call on operands of that shape, which it allocates and fills. */
    Runnable on(Kernels kernels, String shape) {
        int[] dims = dims(shape);
        return switch (this) {
            case FORWARD, INPUT_GRADIENT, WEIGHT_GRADIENT -> product(kernels, dims[0], dims[1], dims[2]);
            case ADAM -> adam(kernels, dims[0]);
            default -> rows(kernels, Shape.of(dims), Shape.of(dims[1]));
        };
    }

    private Runnable product(Kernels kernels, int examples, int inputs, int units) {
        Tensor x = filled(kernels, Shape.of(examples, inputs));
        Tensor weight = filled(kernels, Shape.of(inputs, units));
        Tensor bias = filled(kernels, Shape.of(units));
        Tensor y = filled(kernels, Shape.of(examples, units));
        return switch (this) {
            case FORWARD -> kernels.denseRelu(x, weight, bias, y)::run;
            case INPUT_GRADIENT -> kernels.matmulTransposedWeight(y, weight, x)::run;
            default -> kernels.matmulTransposedInput(x, y, weight, false)::run;
        };
    }

    private Runnable rows(Kernels kernels, Shape matrix, Shape perColumn) {
        Tensor x = filled(kernels, matrix);
        Tensor dy = filled(kernels, matrix);
        Tensor dx = kernels.zeros(matrix);
        Tensor scale = filled(kernels, perColumn);
        Tensor shift = filled(kernels, perColumn);
        Tensor mean = kernels.zeros(perColumn);
        Tensor deviation = filled(kernels, perColumn);
        Tensor variance = kernels.zeros(perColumn);
        Tensor sum = kernels.sum();
        return switch (this) {
            case RELU_BACKWARD_BIAS -> () -> kernels.reluBackwardBias(x, dy, dx, shift, false);
            case SOFTMAX_CROSS_ENTROPY -> () -> kernels.softmaxCrossEntropy(x, dy, dx, sum, false);
            case BATCH_NORM -> () -> kernels.batchNorm(x, scale, shift, 1e-5, mean, variance, deviation, dx);
            default -> () -> kernels.batchNormBackward(x, dy, scale, mean, deviation, dx, variance, shift, false);
        };
    }

    private static Runnable adam(Kernels kernels, int parameters) {
        Tensor values = filled(kernels, Shape.of(parameters));
        Tensor gradient = filled(kernels, Shape.of(parameters));
        Tensor first = kernels.zeros(Shape.of(parameters));
        Tensor second = kernels.zeros(Shape.of(parameters));
        // A step size that leaves the numbers, and so the time, as they are.
        return () ->
                kernels.adam(values, gradient, first, second, AdamStep.of(1000, 1e-9, 1, 0.9, 0.999, 1e-8, 0, false));
    }

    private static Tensor filled(Kernels kernels, Shape shape) {
        Tensor tensor = kernels.zeros(shape);
        for (int i = 0; i < tensor.size(); i++) {
            tensor.set(i, Hash.gaussian(1, i));
        }
        tensor.touch();
        return tensor;
    }

    boolean isProduct() {
        return this == FORWARD || this == INPUT_GRADIENT || this == WEIGHT_GRADIENT;
    }

    /** Returns the floating-point operations of a product, the bytes that any other kernel must move, in 10⁹. */
    double work(String shape) {
        long elements = 1;
        for (int dim : dims(shape)) {
            elements *= dim;
        }
        return switch (this) {
            case FORWARD, INPUT_GRADIENT, WEIGHT_GRADIENT -> 2 * elements / GIGA;
            case BATCH_NORM -> 2 * Float.BYTES * elements / GIGA;
            case RELU_BACKWARD_BIAS, SOFTMAX_CROSS_ENTROPY, BATCH_NORM_BACKWARD -> 3 * Float.BYTES * elements / GIGA;
            case ADAM -> 7 * Float.BYTES * elements / GIGA;
        };
    }

    private static int[] dims(String shape) {
        return Arrays.stream(shape.split("x")).mapToInt(Integer::parseInt).toArray();
    }
}
