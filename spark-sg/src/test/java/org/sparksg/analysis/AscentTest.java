package org.sparksg.analysis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sparksg.nn.BatchNorm;
import org.sparksg.nn.Chain;
import org.sparksg.nn.ChainPass;
import org.sparksg.nn.Dense;
import org.sparksg.nn.Differentiation;
import org.sparksg.nn.Draws;
import org.sparksg.nn.Dropout;
import org.sparksg.nn.Network;
import org.sparksg.nn.Relu;
import org.sparksg.nn.SoftmaxCrossEntropy;
import org.sparksg.nn.Variables;
import org.sparksg.tensor.Backend;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Precision;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

class AscentTest {
    private static final int EXAMPLES = Blocks.ROWS + 44; // so that there is a short block
    private static final Network NETWORK = new Network(
            Shape.of(3, 2, 1),
            List.of(Dense.of(7), BatchNorm.of(), new Relu(), new Dropout(0.5), Dense.of(9), new Relu(), Dense.of(3)),
            new SoftmaxCrossEntropy());

    private final Kernels kernels = Backend.AUTO.open(Precision.F32);
    private final Tensor input = Draws.normal(kernels, Shape.of(EXAMPLES, 6), 1);

    /** Returns weights, with statistics as after some training. */
    private Variables variables() {
        Chain whole = new Chain(NETWORK, 0, NETWORK.size(), EXAMPLES, kernels);
        Variables variables = whole.newVariables(2);
        ChainPass pass = whole.newPass(variables, whole.newGradient());
        for (int i = 0; i < 20; i++) {
            pass.train(input, i);
        }
        return variables;
    }

    private double[] inferred(Variables variables, int to) {
        Variables lower = new Chain(NETWORK, 0, to, EXAMPLES, kernels).newVariables(0);
        lower.parameters()
                .slots()
                .forEach(slot -> kernels.copy(
                        variables.parameters().get(slot.name()),
                        lower.parameters().get(slot.name())));
        lower.statistics()
                .slots()
                .forEach(slot -> kernels.copy(
                        variables.statistics().get(slot.name()),
                        lower.statistics().get(slot.name())));
        return new Chain(NETWORK, 0, to, EXAMPLES, Differentiation.NONE, kernels)
                .newPass(lower, null)
                .infer(input)
                .toArray();
    }

    @Test
    void activationsAreThoseOfTheLayersBelowRunAsOne() {
        Variables variables = variables();
        assertTrue(Arrays.stream(variables.statistics().get("1.batch-norm.mean").toArray())
                .anyMatch(mean -> mean != 0));
        Ascent ascent = new Ascent(NETWORK, variables, input, kernels);
        assertEquals(0, ascent.layer());
        assertArrayEquals(input.toArray(), ascent.activations().toArray());
        for (int to : new int[] {4, 6}) {
            assertTrue(ascent.climb());
            assertArrayEquals(inferred(variables, to), ascent.activations().toArray(), 1e-5);
        }
        assertEquals(2, ascent.layer());
        assertFalse(ascent.climb());
        assertEquals(Shape.of(EXAMPLES, 9), ascent.activations().shape());
    }

    @Test
    void normsAreThoseOfTheWeightsOfEachDenseLayer() {
        Variables variables = variables();
        List<WeightNorm> norms = WeightNorm.of(NETWORK, variables, kernels);
        assertEquals(
                List.of("0.dense", "4.dense", "6.dense"),
                norms.stream().map(WeightNorm::layer).toList());
        for (WeightNorm norm : norms) {
            double[] weights =
                    variables.parameters().get(norm.layer() + ".weight").toArray();
            assertEquals(norm.inputs() * norm.units(), weights.length);
            double squares =
                    Arrays.stream(weights).map(weight -> weight * weight).sum();
            assertEquals(Math.sqrt(squares), norm.norm(), 1e-5);
        }
    }
}
