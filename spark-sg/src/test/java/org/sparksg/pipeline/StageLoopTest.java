package org.sparksg.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sparksg.tensor.Element;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;
import org.sparksg.transport.Header;
import org.sparksg.transport.Link;
import org.sparksg.transport.Wakeup;

/** The loop on a clock that moves only while it waits, and what it says when others do not play their part. */
@Timeout(60)
class StageLoopTest {
    private static final int NEVER = 1_000_000;

    private final AtomicLong clock = new AtomicLong();

    private final Wakeup waits = new ClockWakeup(clock);

    @Test
    void stageThatWaitsForAnActivationSaysSo() {
        Rig rig = new Rig(new Recipe());
        assertStalls(
                "stage 1 of 4 waits for forward 0 of batch 0, which needs stage 0, for more than 3 s: "
                        + "see that stage's log; raise recovery.stall if it was only slow",
                rig.agents.get(1));
    }

    @Test
    void stageThatWaitsForAGradientSaysSo() {
        assertStalls(
                "stage 0 of 4 waits for await 0 of batch 0, which needs stage 1, for more than 3 s: "
                        + "see that stage's log; raise recovery.stall if it was only slow",
                new Rig(new Recipe()).agents.get(0));
    }

    @Test
    void stageThatWaitsForRoomSaysSo() {
        Recipe recipe = decoupled(5);
        recipe.learning = Recipe.synthetic(0, 0, NEVER);
        recipe.window = 2; // as many activations may wait
        assertStalls(
                "stage 0 of 4 waits for send 0 of batch 2, which needs stage 1, for more than 3 s: "
                        + "see that stage's log; raise recovery.stall if it was only slow",
                new Rig(recipe).agents.get(0));
    }

    @Test
    void stageAtTheEndOfItsWindowNamesTheBatches() {
        Recipe recipe = decoupled(2);
        recipe.corrections = new Corrections(2, false);
        assertStalls(
                "stage 0 of 4 waits for gradients from stage 1 of batches 0 1 (correction), for more than 3 s: "
                        + "see that stage's log; raise recovery.stall if it was only slow",
                new Rig(recipe).agents.get(0));
    }

    @Test
    void stageThatCannotSaveYetNamesTheBatches() {
        Recipe recipe = decoupled(8);
        recipe.milestones = new Milestones(NEVER, 2);
        assertStalls(
                "stage 0 of 4 waits for gradients from stage 1 of batches 0 1, for more than 3 s: "
                        + "see that stage's log; raise recovery.stall if it was only slow",
                new Rig(recipe).agents.get(0));
    }

    @Test
    void evaluationThatDoesNotGoOnSaysWhereItIs() {
        Recipe recipe = decoupled(8);
        recipe.learning = Recipe.synthetic(0, 0, NEVER);
        recipe.batchSize = 3;
        recipe.window = 3;
        recipe.milestones = new Milestones(1, NEVER);
        assertStalls(
                "stage 0 of 4 waits for evaluation of test examples 7 of 7, which needs stage 1, for more than 3 s: "
                        + "see that stage's log; raise recovery.stall if it was only slow",
                new Rig(recipe).agents.get(0));
    }

    @Test
    void stageThatAlwaysHasWorkNeverWaits() {
        Rig rig = new Rig(alone());
        StageLoop loop = new StageLoop(waits, Duration.ofNanos(1), () -> false, clock::get);
        assertTrue(loop.run(rig.agents.get(0)));
        assertEquals(0, clock.get());
    }

    @Test
    void cancelledLoopStopsBetweenPiecesOfWork() {
        Rig rig = new Rig(alone());
        int[] asked = {0};
        StageLoop loop = new StageLoop(waits, Duration.ofSeconds(3), () -> asked[0]++ == 2, clock::get);
        assertFalse(loop.run(rig.agents.get(0)));
        assertEquals(
                "stage 0 of 1 waits for backward to parameters 0 of batch 0",
                rig.agents.get(0).waitingFor());
    }

    @Test
    void doneStageWaitsForNothing() {
        Rig rig = new Rig(alone()).step();
        assertEquals(
                "stage 0 of 1 waits for nothing: it is done", rig.agents.get(0).waitingFor());
        assertFalse(rig.agents.get(0).doWork());
    }

    @Test
    void stageBelowThatEndedEarlyIsNamed() {
        Rig rig = new Rig(new Recipe());
        rig.lowerEnds.get(0).close();
        assertFails("stage 1: stage 0 ended before it sent ACTIVATION 0.0", rig.agents.get(1));
    }

    @Test
    void stageAboveThatEndedBeforeItTookAnActivationIsNamed() {
        Rig rig = new Rig(new Recipe());
        rig.upperEnds.get(0).close();
        String message = failure(rig.agents.get(0));
        assertTrue(message.startsWith("stage 0: stage 1 ended before it took Header[kind=ACTIVATION"), message);
    }

    @Test
    void stageAboveThatEndedBeforeItSentALockedGradientIsNamed() {
        Rig rig = new Rig(new Recipe());
        rig.exhaust(0);
        rig.upperEnds.get(0).close();
        assertFails("stage 0: stage 1 ended before it sent GRADIENT 0.0", rig.agents.get(0));
    }

    @Test
    void stageAboveThatEndedBeforeItSentADecoupledGradientIsNamed() {
        Rig rig = new Rig(decoupled(2));
        rig.exhaust(0);
        rig.upperEnds.get(0).close();
        assertFails("stage 0: stage 1 ended before it sent the gradient of batch 0", rig.agents.get(0));
    }

    @Test
    void stageAboveThatEndedBeforeItSentACorrectionIsNamed() {
        Recipe recipe = decoupled(1);
        recipe.learning = Recipe.synthetic(0, 0, NEVER);
        recipe.corrections = new Corrections(1, false);
        recipe.milestones = new Milestones(NEVER, 1); // before the checkpoint it must be back
        Rig rig = new Rig(recipe);
        rig.exhaust(0);
        rig.upperEnds.get(0).close();
        assertFails("stage 0: stage 1 ended before it sent the gradient of batch 0", rig.agents.get(0));
    }

    @Test
    void messageOfAnotherBatchIsRefused() {
        Recipe recipe = decoupled(4);
        recipe.window = 4;
        Rig rig = new Rig(recipe);
        rig.exhaust(0); // sends batches 0 to 3
        rig.upperEnds.get(0).poll().release();
        assertFails("stage 1 waits for ACTIVATION 0.0, stage 0 sent ACTIVATION 1.0", rig.agents.get(1));
    }

    @Test
    void messageOfAnotherKindIsRefused() {
        Rig rig = new Rig(new Recipe());
        Tensor activation = Tensor.zeros(Element.F64, Shape.of(4, 5));
        Tensor target = Tensor.zeros(Element.F64, Shape.of(4, 3));
        send(rig.lowerEnds.get(0), Header.Kind.EVALUATION, activation, target);
        assertFails("stage 1 waits for ACTIVATION 0.0, stage 0 sent EVALUATION 0.0", rig.agents.get(1));
    }

    @Test
    void correctionByAGradientThatIsNotExactIsRefused() {
        Recipe recipe = decoupled(1);
        recipe.corrections = new Corrections(1, false);
        recipe.stages = List.of(3, 5);
        Rig rig = new Rig(recipe);
        rig.exhaust(0);
        send(rig.upperEnds.get(0), Header.Kind.GRADIENT, Tensor.zeros(Element.F64, Shape.of(4, 5)), null);
        assertFails("stage 0: stage 1 sent the GRADIENT of batch 0, which is not under way", rig.agents.get(0));
    }

    @Test
    void gradientThatNobodyAskedForIsRefused() {
        Recipe recipe = decoupled(2);
        recipe.learning = Recipe.synthetic(0, 0, 2); // batch 1, but not batch 0
        recipe.deterministic = false;
        Rig rig = new Rig(recipe);
        rig.exhaust(0);
        send(rig.upperEnds.get(0), Header.Kind.GRADIENT, Tensor.zeros(Element.F64, Shape.of(4, 5)), null);
        rig.upperEnds.get(0).poll().release(); // room for one more activation, so that the stage looks again
        assertFails("stage 0: stage 1 sent the GRADIENT of batch 0, which is not under way", rig.agents.get(0));
    }

    private static void send(Link link, Header.Kind kind, Tensor first, Tensor second) {
        List<Shape> shapes = second == null ? List.of(first.shape()) : List.of(first.shape(), second.shape());
        assertEquals(Link.Offer.ACCEPTED, link.offer(new Header(kind, 0, 0, 0, shapes), first, second));
    }

    private static Recipe decoupled(int window) {
        Recipe recipe = new Recipe();
        recipe.learning = Recipe.synthetic(0, 0, 1);
        recipe.window = window;
        return recipe;
    }

    /** Such as a stopped process, or a long collection of garbage. */
    @Test
    void pauseOfOnesOwnIsNoSilenceOfTheOthers() {
        Wakeup pauses = new Wakeup() {
            private int waits;

            @Override
            public void await(long nanos) {
                clock.addAndGet(waits++ == 3 ? Duration.ofMinutes(10).toNanos() : nanos);
            }

            @Override
            public void signal() {}

            @Override
            public void signalAt(long nanoTime) {}
        };
        StageLoop loop = new StageLoop(pauses, Duration.ofSeconds(8), () -> false, clock::get);
        StageAgent waiting = new Rig(new Recipe()).agents.get(1);
        assertThrows(IllegalStateException.class, () -> loop.run(waiting));
        Duration after = Duration.ofNanos(clock.get()).minusMinutes(10);
        assertTrue(after.compareTo(Duration.ofSeconds(2)) > 0, "gave up " + after + " after its own pause");
    }

    private static Recipe alone() {
        Recipe recipe = new Recipe();
        recipe.stages = List.of(8);
        return recipe;
    }

    private void assertStalls(String expected, StageAgent agent) {
        assertFails(expected, agent);
        assertTrue(clock.get() > 3_000_000_000L, "waited " + clock.get() + " ns");
        assertTrue(clock.get() < 3_200_000_000L, "waited " + clock.get() + " ns");
    }

    private void assertFails(String expected, StageAgent agent) {
        assertEquals(expected, failure(agent));
    }

    private String failure(StageAgent agent) {
        StageLoop loop = new StageLoop(waits, Duration.ofSeconds(3), () -> false, clock::get);
        return assertThrows(RuntimeException.class, () -> loop.run(agent)).getMessage();
    }
}
