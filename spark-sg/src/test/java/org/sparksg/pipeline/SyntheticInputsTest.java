package org.sparksg.pipeline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sparksg.credit.Context;
import org.sparksg.credit.InputSynthesizer;
import org.sparksg.credit.SynthesizerSettings;
import org.sparksg.credit.SyntheticGradients;
import org.sparksg.metrics.Sink;
import org.sparksg.tensor.Element;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.PortableKernels;
import org.sparksg.tensor.Tensor;
import org.sparksg.transport.Header;
import org.sparksg.transport.MemoryLink;

/** Inputs that are predicted: what teaches the model that predicts them. */
class SyntheticInputsTest {
    private static final int WINDOW = 3;
    private static final int ROWS = 11;
    private static final int BATCHES = 8;

    private static RunPlan plan() {
        Recipe recipe = new Recipe();
        SynthesizerSettings linear = SynthesizerSettings.linear(Context.LABEL, 0.01);
        recipe.learning = new Learning(
                List.of(new SyntheticGradients(linear, 0, 0, 1)), 1, MicroBatchOrder.FILL_DRAIN, linear, 1);
        recipe.stages = List.of(3, 5);
        recipe.batchSize = ROWS;
        recipe.epochs = BATCHES / 2;
        recipe.window = WINDOW;
        recipe.deterministic = false;
        return recipe.plan();
    }

    /** A plain model that is given each batch's own input of the network, read anew, and its activation. */
    private static List<double[]> expected(RunPlan plan, Kernels kernels, List<Tensor> activations) {
        InputSynthesizer model = new StageModel(plan, 1, kernels).inputs();
        Feed feed = new Feed(plan, new Recipe().data());
        Tensor raw = kernels.zeros(plan.network().input().batch(ROWS));
        Tensor target = kernels.zeros(plan.network().output().batch(ROWS));
        for (int batch = 0; batch < BATCHES; batch++) {
            feed.train(batch, 0, raw, target);
            model.learn(raw, activations.get(batch));
        }
        return weights(model);
    }

    private static List<double[]> weights(InputSynthesizer model) {
        List<double[]> weights = new ArrayList<>();
        model.learned().vectors().forEach(vector -> {
            for (int slot = 0; slot < vector.slots().size(); slot++) {
                weights.add(vector.get(slot).toArray());
            }
        });
        return weights;
    }

    @Test
    void anActivationTeachesBesideTheInputThatItCameFromHoweverLate() {
        RunPlan plan = plan();
        try (Kernels kernels = new PortableKernels(Element.F64)) {
            List<Tensor> activations = new ArrayList<>();
            for (int batch = 0; batch < BATCHES; batch++) {
                Tensor activation = kernels.zeros(plan.boundary(0).batch(ROWS));
                for (int i = 0; i < activation.size(); i++) {
                    activation.set(i, Math.sin(1 + i + 100.0 * batch));
                }
                activations.add(activation);
            }
            StageModel model = new StageModel(plan, 1, kernels);
            List<double[]> untaught = weights(model.inputs());
            learnLate(plan, model, activations);
            List<double[]> found = weights(model.inputs());
            List<double[]> expected = expected(plan, kernels, activations);
            assertEquals(expected.size(), found.size());
            assertFalse(found.get(0)[0] == untaught.get(0)[0]);
            for (int i = 0; i < found.size(); i++) {
                assertArrayEquals(expected.get(i), found.get(i), 1e-12);
            }
        }
    }

    /** Each activation arrives when as many batches as the window allows were begun after its own. */
    private static void learnLate(RunPlan plan, StageModel model, List<Tensor> activations) {
        Element type = Element.F64;
        MemoryLink.Pair link = MemoryLink.pair(plan.upwards(0, type), plan.downwards(0, type), "stage 0", "stage 1");
        Meter meter = new Meter(1, plan, Sink.NONE, System::nanoTime, 0);
        Feed feed = new Feed(plan, new Recipe().data());
        StageContext at = new StageContext(plan, model, link.upper(), null, feed, Sink.NONE, meter, null);
        SyntheticInputs inputs = new SyntheticInputs(at, 0);
        MicroBatch micro = MicroBatch.allocate(at)[0];
        Tensor target = model.kernels().zeros(plan.network().output().batch(ROWS));
        for (int batch = 0; batch < BATCHES + WINDOW - 1; batch++) {
            int late = batch - WINDOW + 1;
            if (batch < BATCHES) {
                assertTrue(inputs.mayBegin(batch));
                assertTrue(inputs.train(micro, batch, 0, ROWS));
            }
            if (late >= 0) {
                Tensor activation = activations.get(late);
                Header header =
                        new Header(Header.Kind.ACTIVATION, 0, late, 0, List.of(activation.shape(), target.shape()));
                link.lower().offer(header, activation, target);
                assertTrue(inputs.absorb(batch + 1L, true));
            }
        }
        assertTrue(inputs.isDrained());
        link.lower().close();
        link.upper().close();
    }
}
