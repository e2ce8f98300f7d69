package org.sparksg.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sparksg.tensor.Cell;
import org.sparksg.tensor.Element;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.PortableKernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/** Sequences in windows: with the state of the window before, and with the gradient of the window after. */
class CarriedStateTest {
    private static final int ROWS = 3;
    private static final int WINDOW = 4;
    private static final int FEATURES = 2;
    private static final int OUTPUTS = 2;
    private static final double ROUNDING = 1e-12;

    private final Kernels kernels = new PortableKernels(Element.F64);

    private static Network network(Cell cell, int steps) {
        Initializer initializer = new Initializer.GlorotUniform();
        return new Network(
                Shape.of(steps, FEATURES),
                List.of(new Recurrent(cell, 5, initializer), new Recurrent(cell, 3, initializer), Dense.of(OUTPUTS)),
                new SquaredError());
    }

    private Chain chain(Network network, boolean throughTime) {
        return new Chain(network, 0, network.size(), ROWS, Differentiation.FULL.throughTime(throughTime), kernels);
    }

    /** Returns the steps {@code from} to {@code from + WINDOW} of sequences. */
    private Tensor window(Tensor all, int from, int width) {
        Tensor part = kernels.zeros(Shape.of(ROWS, WINDOW, width));
        for (int i = 0; i < part.size(); i++) {
            int row = i / width / WINDOW;
            int step = i / width % WINDOW;
            part.set(i, all.get((row * 2 * WINDOW + from + step) * width + i % width));
        }
        part.touch();
        return part;
    }

    @ParameterizedTest
    @EnumSource(Cell.class)
    void twoWindowsWithTheTrueGradientOfTheSecondAreOneLongWindow(Cell cell) {
        Network whole = network(cell, 2 * WINDOW);
        Tensor x = Draws.normal(kernels, whole.input().batch(ROWS), 1);
        Tensor dy = Draws.normal(kernels, whole.output().batch(ROWS), 2);
        Chain longChain = chain(whole, false);
        Variables variables = longChain.newVariables(3);
        Gradient expected = longChain.newGradient();
        ChainPass longPass = longChain.newPass(variables, expected);
        Tensor y = longPass.train(x, 0);
        Tensor dx = longPass.backward(dy);

        Chain chain = chain(network(cell, WINDOW), true);
        assertEquals(8 * cell.parts(), chain.state());
        Gradient found = chain.newGradient();
        ChainPass first = chain.newPass(variables, found);
        ChainPass second = chain.newPass(variables, found);
        assertArrayEquals(
                window(y, 0, OUTPUTS).toArray(),
                first.train(window(x, 0, FEATURES), 0).toArray(),
                ROUNDING);
        kernels.copy(first.after(), second.before(ROWS));
        assertArrayEquals(
                window(y, WINDOW, OUTPUTS).toArray(),
                second.train(window(x, WINDOW, FEATURES), 0).toArray(),
                ROUNDING);

        double[] late = second.backward(window(dy, WINDOW, OUTPUTS)).toArray();
        first.seed(second.beforeGradient());
        double[] early = first.backward(window(dy, 0, OUTPUTS)).toArray();
        assertArrayEquals(window(dx, WINDOW, FEATURES).toArray(), late, ROUNDING);
        assertArrayEquals(window(dx, 0, FEATURES).toArray(), early, ROUNDING);
        assertArrayEquals(expected.flat().toArray(), found.flat().toArray(), ROUNDING);
    }

    @ParameterizedTest
    @EnumSource(Cell.class)
    void aGradientOfZerosAfterTheWindowIsTruncation(Cell cell) {
        Chain truncated = chain(network(cell, WINDOW), false);
        Chain through = chain(network(cell, WINDOW), true);
        Variables variables = truncated.newVariables(3);
        double[] expected = gradient(truncated, variables, 0);
        assertArrayEquals(expected, gradient(through, variables, 0));
        assertFalse(Arrays.equals(expected, gradient(through, variables, 1)));
    }

    /** {@code after}: the gradient of everything that is carried on. */
    private double[] gradient(Chain chain, Variables variables, double after) {
        Gradient gradient = chain.newGradient();
        ChainPass pass = chain.newPass(variables, gradient);
        pass.train(Draws.normal(kernels, chain.input().batch(ROWS), 4), 0);
        if (after != 0) {
            Tensor seed = chain.newState();
            kernels.fill(seed, after);
            pass.seed(seed);
        }
        pass.backwardToParameters(Draws.normal(kernels, chain.output().batch(ROWS), 5));
        return gradient.flat().toArray();
    }

    @ParameterizedTest
    @EnumSource(Cell.class)
    void theWayThroughTheStateAloneIsTheWayOfAnOutputThatNobodyWants(Cell cell) {
        Network network = network(cell, WINDOW);
        Differentiation ways = Differentiation.FULL.throughTime(true).and(Wanted.STATE);
        Chain chain = new Chain(network, 0, network.size(), ROWS, ways, kernels);
        Gradient gradient = chain.newGradient();
        ChainPass pass = chain.newPass(chain.newVariables(3), gradient);
        kernels.copy(Draws.normal(kernels, pass.before(ROWS).shape(), 6), pass.before(ROWS));
        pass.train(Draws.normal(kernels, network.input().batch(ROWS), 4), 0);
        Tensor after = Draws.normal(kernels, pass.after().shape(), 5);
        pass.seed(after);
        pass.backward(kernels.zeros(network.output().batch(ROWS)));
        double[] expected = pass.beforeGradient().toArray();
        double[] parameters = gradient.flat().toArray();
        assertArrayEquals(expected, pass.backwardToState(after).toArray(), ROUNDING);
        assertArrayEquals(parameters, gradient.flat().toArray(), "no parameter has learned from it");
    }

    @ParameterizedTest
    @EnumSource(Cell.class)
    void inUseTheStateGoesOnAsWell(Cell cell) {
        Network whole = network(cell, 2 * WINDOW);
        Tensor x = Draws.normal(kernels, whole.input().batch(ROWS), 1);
        Chain longChain = chain(whole, false);
        Variables variables = longChain.newVariables(3);
        Tensor y = longChain
                .newPass(new Operands(variables, variables, null, null))
                .infer(x);
        Chain chain = new Chain(network(cell, WINDOW), 0, 3, ROWS, Differentiation.NONE, kernels);
        ChainPass pass = chain.newPass(new Operands(variables, variables, null, null));
        pass.infer(window(x, 0, FEATURES));
        kernels.copy(pass.after(), pass.before(ROWS));
        assertArrayEquals(
                window(y, WINDOW, OUTPUTS).toArray(),
                pass.infer(window(x, WINDOW, FEATURES)).toArray(),
                ROUNDING);
    }
}
