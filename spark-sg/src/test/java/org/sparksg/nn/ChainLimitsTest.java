package org.sparksg.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.ReferenceKernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/** What a chain refuses, and what it takes. */
class ChainLimitsTest {
    private static final Network NETWORK = new Network(
            Shape.of(6),
            List.of(Dense.of(8), BatchNorm.of(), new Relu(), new Dropout(0.3), Dense.of(7), new Relu(), Dense.of(4)),
            new SoftmaxCrossEntropy());

    private final Kernels kernels = new ReferenceKernels();
    private final Chain chain = new Chain(NETWORK, 0, 7, 5, kernels);
    private final Variables variables = chain.newVariables(1);
    private final Gradient gradient = chain.newGradient();
    private final Pass pass = chain.newPass();
    private final Tensor x = kernels.zeros(Shape.of(5, 6));
    private final Tensor dy = kernels.zeros(Shape.of(5, 4));

    private static <T extends Exception> void refuses(Class<T> type, String message, Executable action) {
        assertEquals(message, assertThrows(type, action).getMessage());
    }

    @Test
    void aBatchOfAnotherWidthIsRefused() {
        refuses(
                IllegalArgumentException.class,
                "x of shape [5, 7] for layers 0.dense to 6.dense: must be at most 5 rows of shape [6]",
                () -> pass.train(variables, kernels.zeros(Shape.of(5, 7)), 0));
    }

    @Test
    void aBatchTooLongIsRefused() {
        refuses(
                IllegalArgumentException.class,
                "x of shape [6, 6] for layers 0.dense to 6.dense: must be at most 5 rows of shape [6]",
                () -> pass.infer(variables, kernels.zeros(Shape.of(6, 6))));
    }

    @Test
    void aGradientOfAnotherBatchIsRefused() {
        pass.train(variables, x.rows(4), 0);
        refuses(
                IllegalArgumentException.class,
                "gradient of shape [5, 4] for layers 0.dense to 6.dense: must be as the output, 4 rows of shape [4]",
                () -> pass.backward(variables, gradient, dy));
    }

    @Test
    void backwardNeedsATrainingPass() {
        pass.train(variables, x, 0);
        pass.infer(variables, x);
        refuses(
                IllegalStateException.class,
                "backward through layers 0.dense to 6.dense without a batch: call train before backward",
                () -> pass.backward(variables, gradient, dy));
    }

    @Test
    void anUnknownParameterIsNamedWithTheKnownOnes() {
        Chain one = new Chain(NETWORK, 4, 5, 5, kernels);
        refuses(
                IllegalArgumentException.class,
                "4.dense.wait: unknown; one of [4.dense.weight, 4.dense.bias]",
                () -> one.newVariables(1).parameters().get("4.dense.wait"));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "0.5, 3"})
    void buffersOfTheLayersAreWhatIsAllocated(double step, int iterations) {
        AtomicLong allocated = new AtomicLong();
        Proximal proximal = new Proximal(step, iterations);
        Chain counted = new Chain(NETWORK, 0, 7, 5, proximal, counting(allocated));
        Variables vectors = counted.newVariables(1);
        counted.newGradient();
        counted.newPass();
        long elements = 2L * vectors.parameters().size() + vectors.statistics().size();
        for (int i = 0; i < NETWORK.size(); i++) {
            Layer layer = NETWORK.layers().get(i);
            elements += layer.buffers(NETWORK.shape(i), 5);
            if (layer instanceof Dense dense && !proximal.isNone()) {
                elements += 5 * 5 + 5 + dense.units() + 6 * 5 * dense.units(); // K, and the vectors of its solver
            }
        }
        if (proximal.isNone()) {
            elements -= 5 * 7; // the sum that enters the ReLU after 4.dense is not kept
        }
        assertEquals(elements, allocated.get());
    }

    private Kernels counting(AtomicLong elements) {
        Class<?>[] types = {Kernels.class};
        return (Kernels) Proxy.newProxyInstance(getClass().getClassLoader(), types, (proxy, method, arguments) -> {
            if (method.getName().equals("zeros")) {
                elements.addAndGet(((Shape) arguments[0]).size());
            }
            try {
                return method.invoke(kernels, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        });
    }
}
