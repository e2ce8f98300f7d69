package org.sparksg.pipeline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.sparksg.credit.Credit;
import org.sparksg.credit.Exchange;
import org.sparksg.credit.Exchange.Reply;
import org.sparksg.credit.LocalNetwork;
import org.sparksg.credit.Rule;
import org.sparksg.nn.Draws;
import org.sparksg.nn.Loss;
import org.sparksg.nn.Network;
import org.sparksg.nn.SoftmaxCrossEntropy;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.ReferenceKernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/** The part of a {@link RuleContract} that concerns the credit of a boundary by itself. */
public abstract class CreditContract {
    private static final int ROWS = 4;
    private static final long SEED = 3;

    /** Returns the rule, an equal one each time. */
    protected abstract Rule rule();

    /** Returns a loss that the rule can learn with. */
    protected Loss loss() {
        return new SoftmaxCrossEntropy();
    }

    final Network network() {
        return new Network(Recipe.CLASSIFIER.input(), Recipe.CLASSIFIER.layers(), loss());
    }

    @Test
    final void costsOfACreditAreANumber() {
        Network network = network();
        for (int layer = 1; layer < network.size(); layer++) {
            double flops = rule().flops(new Rule.Place(network, layer));
            assertTrue(flops >= 0 && Double.isFinite(flops), flops + " at layer " + layer);
        }
    }

    /** What a credit of the widest boundary is handed, and what it makes of that. */
    private final class Trial implements AutoCloseable {
        final Kernels kernels = new ReferenceKernels();
        final Rule.Place place = new Rule.Place(network(), 3);
        final Credit credit = rule().newCredit(place, ROWS, SEED, kernels);
        final Tensor activation = draw(place.activation(), 1);
        final Tensor target = Draws.oneHot(kernels, ROWS, place.target().size(), 2);
        final Tensor gradient = draw(place.activation(), 3);

        Tensor draw(Shape shape, long seed) {
            return Draws.normal(kernels, shape.batch(ROWS), seed);
        }

        Tensor reply(Exchange exchange) {
            return exchange.reply() == Reply.ERROR ? draw(place.target(), 4) : gradient;
        }

        @Override
        public void close() {
            kernels.close();
        }
    }

    private static void assertGradient(Tensor found, Tensor activation) {
        assertEquals(activation.shape(), found.shape());
        assertTrue(Arrays.stream(found.toArray()).allMatch(Double::isFinite), "finite");
    }

    @Test
    final void gradientsHaveTheShapeOfTheActivation() {
        for (Exchange exchange : rule().exchanges()) {
            for (int rows = ROWS; rows > 0; rows--) {
                try (Trial trial = new Trial()) {
                    Tensor activation = trial.activation.rows(rows);
                    Tensor target = trial.target.rows(rows);
                    Tensor reply = trial.reply(exchange).rows(rows);
                    Tensor own = exchange.asks() ? trial.credit.assign(activation, target) : activation;
                    assertGradient(own, activation);
                    if (exchange.waits()) {
                        assertGradient(
                                exchange.mixes()
                                        ? trial.credit.mix(activation, target, own, reply)
                                        : trial.credit.receive(activation, target, reply),
                                activation);
                    }
                }
            }
        }
    }

    /** The stage uses it only after the credit has learned from the same reply. */
    @Test
    final void whatACreditMadeOfAReplyOutlivesItsLearning() {
        for (Exchange exchange : rule().exchanges()) {
            if (!exchange.taught() || !exchange.waits()) {
                continue;
            }
            try (Trial trial = new Trial()) {
                Tensor made = exchange.mixes()
                        ? trial.credit.mix(
                                trial.activation,
                                trial.target,
                                trial.credit.assign(trial.activation, trial.target),
                                trial.gradient)
                        : trial.credit.receive(trial.activation, trial.target, trial.gradient);
                double[] before = made.toArray();
                trial.credit.learn(trial.activation, trial.target, trial.gradient);
                double loss = trial.credit.loss();
                assertTrue(Double.isNaN(loss) || loss >= 0, "loss " + loss);
                assertArrayEquals(before, made.toArray());
            }
        }
    }

    /** Other batches may come between the question and the reply. */
    @Test
    final void creditsRememberNothingOfABatch() {
        for (Exchange exchange : rule().exchanges()) {
            if (!exchange.waits()) {
                continue;
            }
            List<double[]> found = new ArrayList<>();
            for (boolean disturbed : new boolean[] {false, true}) {
                try (Trial trial = new Trial()) {
                    Tensor reply = trial.reply(exchange);
                    Tensor own = trial.draw(trial.place.activation(), 5);
                    if (disturbed && exchange.mixes()) {
                        trial.credit.assign(trial.draw(trial.place.activation(), 6), trial.target);
                    } else if (disturbed) {
                        trial.credit.receive(trial.activation.rows(1), trial.target.rows(1), reply.rows(1));
                    }
                    Tensor made = exchange.mixes()
                            ? trial.credit.mix(trial.activation, trial.target, own, reply)
                            : trial.credit.receive(trial.activation, trial.target, reply);
                    found.add(made.toArray());
                }
            }
            assertArrayEquals(found.get(0), found.get(1));
        }
    }

    @Test
    final void creditsWriteToNothingThatTheyAreHanded() {
        for (Exchange exchange : rule().exchanges()) {
            try (Trial trial = new Trial()) {
                Tensor reply = trial.reply(exchange);
                List<Tensor> handed = List.of(trial.activation, trial.target, trial.gradient, reply);
                List<double[]> before = handed.stream().map(Tensor::toArray).toList();
                if (exchange.asks()) {
                    trial.credit.assign(trial.activation, trial.target);
                }
                if (exchange.mixes()) {
                    trial.credit.mix(trial.activation, trial.target, trial.gradient, reply);
                } else if (exchange.waits()) {
                    trial.credit.receive(trial.activation, trial.target, reply);
                }
                if (exchange.taught()) {
                    trial.credit.learn(trial.activation, trial.target, trial.gradient);
                }
                for (int i = 0; i < handed.size(); i++) {
                    assertArrayEquals(before.get(i), handed.get(i).toArray());
                }
            }
        }
    }

    /** Without this a run could be resumed with tensors that mean something else. */
    @Test
    final void networksTellWhatTheCreditLearns() {
        try (Trial trial = new Trial()) {
            Map<String, LocalNetwork> networks = rule().networks();
            assertEquals(new TreeSet<>(trial.credit.learned().keySet()), new TreeSet<>(networks.keySet()));
            networks.values().forEach(network -> assertTrue(!network.kind().isBlank()));
        }
    }
}
