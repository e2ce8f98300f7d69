package org.sparksg.pipeline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sparksg.credit.Backpropagation;
import org.sparksg.credit.Credit;
import org.sparksg.credit.Exchange;
import org.sparksg.credit.Exchange.Reply;
import org.sparksg.credit.LocalNetwork;
import org.sparksg.credit.Rule;
import org.sparksg.metrics.Event;
import org.sparksg.nn.Draws;
import org.sparksg.nn.Loss;
import org.sparksg.nn.Network;
import org.sparksg.nn.SoftmaxCrossEntropy;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.ReferenceKernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/**
 * What every rule of learning must keep. For a rule of your own, extend this class and return the rule: it then trains four small
 * stages, whose boundaries have the widths 5, 4 and 4 and a dense layer above each, in every way in which stages can work together.
 */
@Timeout(120)
public abstract class RuleContract {
    private static final int ROWS = 4;
    private static final int NEVER = 1_000_000;
    private static final long SEED = 3;

    /** Returns the rule, an equal one each time. */
    protected abstract Rule rule();

    /** Returns a loss that the rule can learn with. */
    protected Loss loss() {
        return new SoftmaxCrossEntropy();
    }

    private Recipe recipe(Rule rule) {
        Recipe recipe = new Recipe();
        recipe.network = new Network(Recipe.CLASSIFIER.input(), Recipe.CLASSIFIER.layers(), loss());
        recipe.learning = Learning.of(rule);
        recipe.milestones = new Milestones(4, 5);
        if (recipe.learning.objectionToCorrections().isEmpty()) {
            recipe.corrections = new Corrections(3, false);
        }
        return recipe;
    }

    private Recipe recipe() {
        return recipe(rule());
    }

    private static void assertFinite(Snapshots.Snapshot state) {
        state.arrays()
                .forEach((name, values) -> assertTrue(Arrays.stream(values).allMatch(Double::isFinite), name));
    }

    @Test
    final void exchangesAreAPureFunctionOfTheBatch() {
        Rule rule = rule();
        LongStream batches = LongStream.concat(LongStream.range(0, 200), LongStream.of(NEVER, Long.MAX_VALUE));
        batches.forEach(batch -> {
            assertEquals(rule.exchange(batch), rule.exchange(batch), "batch " + batch);
            assertEquals(rule().exchange(batch), rule.exchange(batch), "batch " + batch);
            assertTrue(rule.exchanges().contains(rule.exchange(batch)), "exchanges() has that of batch " + batch);
        });
    }

    @Test
    final void rulesTravelAsValues() throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(rule());
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            Rule found = (Rule) in.readObject();
            assertEquals(rule(), found);
            assertEquals(rule().hashCode(), found.hashCode());
            assertEquals(rule().label(), found.label());
        }
    }

    @Test
    final void costsOfACreditAreANumber() {
        Network network = recipe().network;
        for (int layer = 1; layer < network.size(); layer++) {
            double flops = rule().flops(new Rule.Place(network, layer));
            assertTrue(flops >= 0 && Double.isFinite(flops), flops + " at layer " + layer);
        }
    }

    @Test
    final void deterministicRunsAreTheSameInWhateverOrderStagesWork() {
        Recipe recipe = recipe();
        Snapshots.Snapshot inTurn = new Rig(recipe).step().state();
        assertFinite(inTurn);
        new Rig(recipe).step(Turns.random(SEED)).state().assertSameAs(inTurn, recipe);
        new Rig(recipe).step(Turns.greedyDownwards()).state().assertSameAs(inTurn, recipe);
        new Rig(recipe).run().state().assertSameAs(inTurn, recipe);
    }

    @Test
    final void runsThatTakeMessagesAsTheyComeEnd() {
        Recipe recipe = recipe();
        recipe.deterministic = false;
        Rig.Parts parts = new Rig.Parts();
        parts.wires = LateLink.everywhere(ROWS, 9);
        Rig rig = new Rig(recipe, parts).step(Turns.random(SEED));
        assertFinite(rig.state());
        for (int stage = 0; stage < 4; stage++) {
            assertEquals(12, rig.events(stage, Event.Step.class).size(), "batches of stage " + stage);
        }
    }

    @Test
    final void runResumedFromACheckpointEndsWhereTheWholeRunDoes() {
        Recipe recipe = recipe();
        Snapshots saved = new Snapshots();
        Rig.Parts parts = new Rig.Parts();
        parts.saver = saved;
        Snapshots.Snapshot whole = new Rig(recipe, parts).step().state();
        for (long batches : new long[] {5, 10}) {
            Rig.Parts rest = new Rig.Parts();
            rest.from = saved.byBatches().get(batches);
            new Rig(recipe, rest).step().state().assertSameAs(whole, recipe);
        }
    }

    /** 22 examples: the last batch of an epoch has one of them. */
    @Test
    final void lastBatchMayHaveOneExample() {
        Recipe recipe = recipe();
        recipe.batchSize = 7;
        Snapshots.Snapshot inTurn = new Rig(recipe).step().state();
        assertFinite(inTurn);
        new Rig(recipe).step(Turns.random(SEED)).state().assertSameAs(inTurn, recipe);
    }

    @Test
    final void tensorsAreAllocatedBeforeTheFirstBatch() {
        AtomicInteger allocations = new AtomicInteger();
        Rig.Parts parts = new Rig.Parts();
        parts.kernels = stage -> CountingKernels.of(new ReferenceKernels(), allocations);
        Rig rig = new Rig(recipe(), parts);
        int built = allocations.get();
        rig.step();
        assertEquals(built, allocations.get());
    }

    @Test
    final void stagesLearnIfTheExchangesSaySo() {
        Recipe recipe = recipe();
        recipe.epochs = 6; // some rules begin with gradients of 0
        recipe.milestones = new Milestones(NEVER, NEVER);
        recipe.corrections = new Corrections(0, false);
        Rig rig = new Rig(recipe);
        double[] before = DenseStages.parameters(rig).get(0);
        double[] after = DenseStages.parameters(rig.step()).get(0);
        assertEquals(rule().states(Exchange::hasGradient), !Arrays.equals(before, after));
    }

    /** With a checkpoint after every batch nothing is late. */
    @Test
    final void exactRulesAreBackpropagation() {
        if (!rule().isExact()) {
            return;
        }
        Recipe recipe = recipe();
        recipe.milestones = new Milestones(NEVER, 1);
        Snapshots.Snapshot found = new Rig(recipe).step().state().network();
        recipe.learning = Learning.of(new Backpropagation());
        found.assertSameAs(new Rig(recipe).step().state().network(), recipe);
    }

    /** What a credit of the widest boundary is handed, and what it makes of that. */
    private final class Trial implements AutoCloseable {
        final Kernels kernels = new ReferenceKernels();
        final Rule.Place place = new Rule.Place(recipe().network, 3);
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
                double loss = trial.credit.learn(trial.activation, trial.target, trial.gradient);
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
