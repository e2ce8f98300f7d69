package org.sparksg.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sparksg.tensor.Backend;
import org.sparksg.tensor.Element;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.PortableKernels;
import org.sparksg.tensor.Precision;
import org.sparksg.tensor.ReferenceKernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/** A dense layer and its ReLU as one give the bits of the two on their own. */
class FusionTest {

    private enum Subject {
        REFERENCE(ReferenceKernels::new),
        PORTABLE_DOUBLE(() -> new PortableKernels(Element.F64)),
        PORTABLE_FLOAT(() -> new PortableKernels(Element.F32)),
        CPU(() -> Backend.CPU.open(Precision.F32));

        private final Supplier<Kernels> supplier;

        Subject(Supplier<Kernels> supplier) {
            this.supplier = supplier;
        }
    }

    static Stream<Arguments> combinations() {
        return Stream.of(Subject.values())
                .flatMap(subject -> Stream.of(
                        Arguments.of(subject, 5, 6, 7),
                        Arguments.of(subject, 64, 128, 96),
                        Arguments.of(subject, 33, 200, 100)));
    }

    @ParameterizedTest(name = "{0}, {1} rows, {2} to {3}")
    @MethodSource("combinations")
    void aFusedPairGivesTheBitsOfItsTwoLayers(Subject subject, int rows, int inputs, int units) {
        try (Kernels kernels = subject.supplier.get()) {
            Network network = new Network(Shape.of(inputs), List.of(Dense.of(units), new Relu()), new SquaredError());
            Tensor x = Draws.normal(kernels, Shape.of(rows, inputs), 1);
            Tensor dy = Draws.normal(kernels, Shape.of(rows, units), 2);
            Chain pair = new Chain(network, 0, 2, rows, kernels);
            Variables variables = pair.newVariables(3);
            Variables none = new Chain(network, 1, 2, rows, kernels).newVariables(3);
            Gradient fusedGradient = pair.newGradient();
            Gradient gradient = pair.newGradient();
            ChainPass fused = pair.newPass(variables, fusedGradient);
            ChainPass dense = new Chain(network, 0, 1, rows, kernels).newPass(variables, gradient);
            Chain upper = new Chain(network, 1, 2, rows, kernels);
            ChainPass relu = upper.newPass(none, upper.newGradient());
            for (int microBatch = 0; microBatch < 2; microBatch++) { // the second one adds to the gradient
                Tensor z = dense.train(x, 0);
                assertArrayEquals(relu.train(z, 0).toArray(), fused.train(x, 0).toArray());
                Tensor dz = relu.backward(dy);
                assertArrayEquals(
                        dense.backward(dz).toArray(), fused.backward(dy).toArray());
                assertArrayEquals(
                        gradient.flat().toArray(), fusedGradient.flat().toArray());
            }
        }
    }
}
