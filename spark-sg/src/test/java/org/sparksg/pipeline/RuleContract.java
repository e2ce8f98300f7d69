package org.sparksg.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sparksg.credit.Backpropagation;
import org.sparksg.credit.Exchange;
import org.sparksg.credit.Rule;
import org.sparksg.metrics.Event;
import org.sparksg.tensor.ReferenceKernels;

/**
 * What every rule of learning must keep. For a rule of your own, extend this class and return the rule: it then trains four small
 * stages, whose boundaries have the widths 5, 4 and 4 and a dense layer above each, in every way in which stages can work together.
 */
@Timeout(120)
public abstract class RuleContract extends CreditContract {
    private static final int NEVER = 1_000_000;
    private static final long SEED = 3;

    private Recipe recipe() {
        Recipe recipe = new Recipe();
        recipe.network = network();
        recipe.learning = Learning.of(rule());
        recipe.milestones = new Milestones(4, 5);
        if (recipe.learning.objectionToCorrections().isEmpty()) {
            recipe.corrections = new Corrections(3, false);
        }
        return recipe;
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
        parts.wires = LateLink.everywhere(4, 9);
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

    /** The second stage has every second batch, the last one every fourth. Losses of stages ahead cannot be waited for there. */
    @Test
    final void stagesMaySkipBatches() {
        if (rule().distance() > 0) {
            return;
        }
        Recipe recipe = recipe();
        recipe.every = List.of(1, 2, 1, 2);
        Snapshots saved = new Snapshots();
        Rig.Parts parts = new Rig.Parts();
        parts.saver = saved;
        Snapshots.Snapshot inTurn = new Rig(recipe, parts).step().state();
        assertFinite(inTurn);
        new Rig(recipe).step(Turns.random(SEED)).state().assertSameAs(inTurn, recipe);
        Rig.Parts rest = new Rig.Parts();
        rest.from = saved.byBatches().get(5L);
        new Rig(recipe, rest).step(Turns.greedyDownwards()).state().assertSameAs(inTurn, recipe);
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
}
