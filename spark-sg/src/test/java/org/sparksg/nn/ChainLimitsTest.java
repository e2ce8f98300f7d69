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
    private final ChainPass pass = chain.newPass(variables, gradient);
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
                () -> pass.train(kernels.zeros(Shape.of(5, 7)), 0));
    }

    @Test
    void aBatchTooLongIsRefused() {
        refuses(
                IllegalArgumentException.class,
                "x of shape [6, 6] for layers 0.dense to 6.dense: must be at most 5 rows of shape [6]",
                () -> pass.infer(kernels.zeros(Shape.of(6, 6))));
    }

    @Test
    void aGradientOfAnotherBatchIsRefused() {
        pass.train(x.rows(4), 0);
        refuses(
                IllegalArgumentException.class,
                "gradient of shape [5, 4] for layers 0.dense to 6.dense: must be as the output, 4 rows of shape [4]",
                () -> pass.backward(dy));
    }

    @Test
    void backwardNeedsATrainingPass() {
        pass.train(x, 0);
        pass.infer(x);
        refuses(
                IllegalStateException.class,
                "backward through layers 0.dense to 6.dense without a batch: call train before backward",
                () -> pass.backward(dy));
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
    void elementsOfABatchAreWhatIsAllocated(double step, int iterations) {
        AtomicLong allocated = new AtomicLong();
        Differentiation back = Differentiation.FULL.with(new Proximal(step, iterations));
        Chain counted = new Chain(NETWORK, 0, 7, 5, back, counting(allocated));
        Variables vectors = counted.newVariables(1);
        counted.newPass(vectors, counted.newGradient());
        long ofVectors = 2L * vectors.parameters().size() + vectors.statistics().size();
        assertEquals(ofVectors + Chain.elements(NETWORK, 0, 7, 5, back), allocated.get());
    }

    @Test
    void waysThatAChainDoesNotGoAreRefused() {
        Chain first = new Chain(NETWORK, 0, 7, 5, Differentiation.of(Wanted.PARAMETERS), kernels);
        ChainPass way = first.newPass(first.newVariables(1), first.newGradient());
        way.train(x, 0);
        refuses(
                IllegalStateException.class,
                "layers 0.dense to 6.dense go back for [PARAMETERS], not for INPUT",
                () -> way.backwardToInput(dy));
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
