package org.sparksg.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sparksg.credit.Body;
import org.sparksg.credit.Context;
import org.sparksg.credit.SynthesizerSettings;
import org.sparksg.credit.SyntheticGradients;
import org.sparksg.nn.Convolution;
import org.sparksg.nn.Dense;
import org.sparksg.nn.Embedding;
import org.sparksg.nn.GlobalAveragePool;
import org.sparksg.nn.Initializer;
import org.sparksg.nn.Network;
import org.sparksg.nn.Proximal;
import org.sparksg.nn.SoftmaxCrossEntropy;
import org.sparksg.nn.SquaredError;
import org.sparksg.optim.Adam;
import org.sparksg.optim.OptimizerSettings;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.ReferenceKernels;
import org.sparksg.tensor.Shape;

class CostsTest {
    private static final Network NETWORK =
            new Network(Shape.of(10), List.of(Dense.of(20), Dense.of(30), Dense.of(5)), new SquaredError());

    @Test
    void backwardCostsTwiceAsMuchAsForwardButForTheFirstLayer() {
        Costs costs = Costs.flops(NETWORK, Learning.locked(1));
        assertEquals(List.of(2.0 * (400 + 20), 3.0 * (1200 + 30), 3.0 * (300 + 5)), costs.layers());
        assertEquals(List.of(0.0, 0.0, 0.0), costs.boundaries());
    }

    @Test
    void stagesAddUpToWhatTheNetworkSays() {
        Costs costs = Costs.flops(NETWORK, Learning.locked(1));
        assertEquals(3 * NETWORK.flops(0, 3) - NETWORK.flops(0, 1), costs.stage(0, 3));
        assertEquals(3 * NETWORK.flops(1, 3), costs.stage(1, 3));
    }

    @Test
    void trainingCostsThriceTheForwardPassButTheFirstLayerTwice() {
        Network network = new Network(Shape.of(6), List.of(Dense.of(8), Dense.of(4)), new SquaredError());
        Costs costs = Costs.flops(network, Learning.locked(1));
        long first = 2 * 6 * 8 + 8; // and its biases
        long second = 2 * 8 * 4 + 4;
        assertEquals(2 * first + 3 * second, costs.stage(0, 2));
        assertEquals(3 * second, costs.stage(1, 2));
    }

    @Test
    void synthesizerPredictsForEveryBatchAndLearnsFromSome() {
        double predict = predict(20 + 5);
        double learn = learn(20 + 5);
        assertEquals(predict + learn, boundary(settings(Context.LABEL), 1));
        assertEquals(predict + learn / 4, boundary(settings(Context.LABEL), 4));
    }

    @Test
    void synthesizerWithoutLabelIsCheaper() {
        assertEquals(predict(20) + learn(20), boundary(settings(Context.NONE), 1));
    }

    @Test
    void placeWhereASynthesizerDoesNotFitIsNoneToCut() {
        SynthesizerSettings convolutions = new SynthesizerSettings(
                new Body(List.of(), false, List.of(Convolution.of(3, 3))),
                Context.LABEL,
                SynthesizerSettings.Head.LINEAR,
                OptimizerSettings.of(Adam.of(), 1e-3));
        Network images = new Network(
                Shape.of(6, 6, 1),
                List.of(Convolution.of(2, 3), Convolution.of(2, 3), new GlobalAveragePool(), Dense.of(5)),
                new SquaredError());
        Learning learning = Learning.of(new SyntheticGradients(convolutions, 0, 0, 1));
        Costs costs = Costs.flops(images, learning);
        assertTrue(Double.isFinite(costs.boundaries().get(0)));
        assertTrue(Double.isInfinite(costs.boundaries().get(2)), "[2] is no image");
        List<StageRange> stages = Partition.of(images, new Cut.Count(2), costs);
        assertEquals(1, stages.get(1).from());
    }

    @Test
    void topStageHasNoSynthesizer() {
        Costs costs = new Costs(List.of(1.0, 2.0), List.of(10.0, 20.0));
        assertEquals(11, costs.stage(0, 1));
        assertEquals(2, costs.stage(1, 2));
        assertEquals(3, costs.stage(0, 2));
    }

    @Test
    void measuredTimeOfALayerIsThatOfItsFastestStep() {
        long[] time = {0};
        int[] calls = {0};
        // Each step asks the clock twice: 50, 40, 30, 20, 10 ns for the steps of a layer.
        Costs costs = Costs.measured(NETWORK, Learning.locked(1), Proximal.NONE, 4, new ReferenceKernels(), () -> {
            int call = calls[0]++;
            return call % 2 == 0 ? time[0] : (time[0] += 50 - 10 * (call / 2 % 5));
        });
        assertEquals(3, costs.layers().size());
        for (double seconds : costs.layers()) {
            assertEquals(10e-9, seconds, 1e-18);
        }
    }

    @Test
    void measuredTimeHoldsTheImplicitStep() {
        long[] time = {0};
        Kernels reference = new ReferenceKernels();
        Kernels ticking = (Kernels) Proxy.newProxyInstance(
                Kernels.class.getClassLoader(), new Class<?>[] {Kernels.class}, (proxy, method, arguments) -> {
                    time[0]++;
                    return method.invoke(reference, arguments);
                });
        Learning learning = Learning.locked(1);
        Costs explicit = Costs.measured(NETWORK, learning, Proximal.NONE, 4, ticking, () -> time[0]);
        Costs few = Costs.measured(NETWORK, learning, new Proximal(0.1, 1), 4, ticking, () -> time[0]);
        Costs many = Costs.measured(NETWORK, learning, new Proximal(0.1, 3), 4, ticking, () -> time[0]);
        for (int layer = 0; layer < 3; layer++) {
            assertTrue(explicit.layers().get(layer) < few.layers().get(layer));
            assertTrue(few.layers().get(layer) < many.layers().get(layer));
        }
    }

    @Test
    void measuredCreditsCostTheirOperationsAtTheSpeedOfTheNetwork() {
        Learning learning = Learning.of(new SyntheticGradients(settings(Context.NONE), 0, 0, 1));
        long[] time = {0};
        Costs costs =
                Costs.measured(NETWORK, learning, Proximal.NONE, 4, new ReferenceKernels(), () -> time[0] += 1000);
        Costs flops = Costs.flops(NETWORK, learning);
        double total = flops.layers().stream().mapToDouble(x -> x).sum();
        double speed = 3 * 1000e-9 / total;
        for (int i = 0; i < 3; i++) {
            assertEquals(i < 2, flops.boundaries().get(i) > 0, "above the last layer there is none");
            assertEquals(flops.boundaries().get(i) * speed, costs.boundaries().get(i), 1e-15);
        }
    }

    private static double boundary(SynthesizerSettings settings, int learnEvery) {
        Learning learning = Learning.of(new SyntheticGradients(settings, 0, 0, learnEvery));
        return Costs.flops(NETWORK, learning).boundaries().get(0);
    }

    private static SynthesizerSettings settings(Context context) {
        return new SynthesizerSettings(List.of(16), false, context, OptimizerSettings.of(Adam.of(), 1e-3));
    }

    /** Returns what a prediction costs: 16 units with a ReLU, then 20, with biases. */
    private static double predict(int inputs) {
        return first(inputs) + 16 + 2.0 * 16 * 20 + 20;
    }

    /** Returns what it costs to train the synthesizer on one example: forward and backward, none by its input. */
    private static double learn(int inputs) {
        return 3 * predict(inputs) - first(inputs);
    }

    private static double first(int inputs) {
        return 2.0 * inputs * 16 + 16;
    }

    @Test
    void layersOfTextAreMeasuredWithIds() {
        Network text = new Network(
                Shape.of(3),
                5,
                List.of(new Embedding(2, new Initializer.Normal(1)), Dense.of(5)),
                new SoftmaxCrossEntropy());
        long[] time = {0};
        Costs costs = Costs.measured(
                text, Learning.locked(1), Proximal.NONE, 4, new ReferenceKernels(), () -> time[0] += 1_000);
        assertEquals(2, costs.layers().size());
        assertTrue(costs.layers().stream().allMatch(seconds -> seconds > 0), costs.toString());
    }
}
