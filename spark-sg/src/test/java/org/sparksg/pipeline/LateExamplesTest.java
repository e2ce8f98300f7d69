package org.sparksg.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.sparksg.credit.Context;
import org.sparksg.credit.SynthesizerSettings;
import org.sparksg.credit.SyntheticGradients;
import org.sparksg.data.ExampleReader;
import org.sparksg.data.Readers;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;
import org.sparksg.transport.Wakeup;

/** Examples that are not there when they are asked for: they are waited for, and change nothing but the time. */
class LateExamplesTest {

    private static final Duration STALL = Duration.ofSeconds(3);
    private static final Duration MOST = Duration.ofHours(10); // nobody waits so long

    /** Has the examples of another reader. */
    private abstract static class Around implements ExampleReader {
        final ExampleReader reader;

        Around(ExampleReader reader) {
            this.reader = reader;
        }

        @Override
        public int count() {
            return reader.count();
        }

        @Override
        public Shape features() {
            return reader.features();
        }

        @Override
        public Shape target() {
            return reader.target();
        }
    }

    /** Is asked several times before it gives; notes what it gave. */
    private static final class Late extends Around {
        private final int misses;
        private final List<Long> given = new ArrayList<>();
        private int missed;
        private long signs;

        Late(ExampleReader reader, int misses) {
            super(reader);
            this.misses = misses;
        }

        @Override
        public boolean read(long epoch, int from, Tensor features, Tensor targets) {
            signs++;
            if (missed < misses) {
                missed++;
                return false;
            }
            missed = 0;
            given.add(epoch * count() + from);
            return reader.read(epoch, from, features, targets);
        }

        @Override
        public long signs() {
            return signs;
        }
    }

    private final List<Late> training = new ArrayList<>();

    private UnaryOperator<Readers> late(int misses) {
        return readers -> {
            training.add(new Late(readers.training(), misses));
            return new Readers(
                    training.get(training.size() - 1),
                    readers.heldOut().map(held -> new Late(held, misses)),
                    readers.test().map(test -> new Late(test, misses)),
                    () -> {});
        };
    }

    private static Recipe recipe(Learning learning) {
        Recipe recipe = new Recipe();
        recipe.learning = learning;
        recipe.heldOut = Recipe.points(9, 3);
        return recipe;
    }

    private static List<Recipe> recipes() {
        SynthesizerSettings linear = SynthesizerSettings.linear(Context.LABEL, 0.01);
        var rule = new SyntheticGradients(linear, 0, 0, 1);
        return List.of(
                recipe(Learning.locked(1)),
                recipe(Learning.locked(3)),
                recipe(Recipe.synthetic(0, 0, 1)),
                recipe(new Learning(List.of(rule), 1, MicroBatchOrder.FILL_DRAIN, linear, 1)));
    }

    @Test
    void examplesThatComeLateChangeNothing() {
        for (Recipe recipe : recipes()) {
            Rig expected = new Rig(recipe).step();
            Rig.Parts parts = new Rig.Parts();
            parts.data = late(3);
            Rig rig = new Rig(recipe, parts).step();
            rig.state().assertSameAs(expected.state(), recipe);
            assertEquals(
                    expected.evaluations().toString().length(),
                    rig.evaluations().toString().length());
            for (int i = 0; i < rig.evaluations().size(); i++) {
                assertEquals(
                        expected.evaluations().get(i).loss(),
                        rig.evaluations().get(i).loss());
            }
        }
    }

    /** A reader that reads ahead need not go back: not where a stage learns from activations that come much later, either. */
    @Test
    void trainingAsksInAscendingOrderAndForEachExampleOnce() {
        for (Recipe recipe : recipes()) {
            training.clear();
            Rig.Parts parts = new Rig.Parts();
            parts.data = late(0);
            new Rig(recipe, parts).step();
            for (Late reader : training) {
                assertEquals(reader.given.stream().sorted().distinct().toList(), reader.given, recipe.toString());
            }
        }
    }

    /** What gets on is waited for without a limit; what does not is named. */
    @Test
    void slowExamplesAreWaitedForAsLongAsTheyGetOn() {
        AtomicLong clock = new AtomicLong();
        Wakeup waits = new ClockWakeup(clock);
        Recipe recipe = recipe(Learning.locked(1));
        recipe.stages = List.of(8);
        Rig.Parts parts = new Rig.Parts();
        parts.data = late(1000); // of 50 ms each
        Rig slow = new Rig(recipe, parts);
        assertTrue(new StageLoop(waits, Duration.ofSeconds(3), () -> false, clock::get).run(slow.agents.get(0)));
        parts.data = readers -> new Readers(never(readers.training()), readers.heldOut(), readers.test(), () -> {});
        Rig stuck = new Rig(recipe, parts);
        var failure = assertThrows(
                IllegalStateException.class,
                () -> new StageLoop(waits, Duration.ofSeconds(3), () -> false, clock::get).run(stuck.agents.get(0)));
        assertTrue(
                failure.getMessage()
                        .startsWith("stage 0 of 1 waits for forward 0 of batch 0, which needs file x after row 7,"),
                failure.getMessage());
    }

    /** Lets one stage run in its loop; while it waits, the others have a look in turn, as their loops would. */
    private static void run(Rig rig, int stage, AtomicLong clock, Predicate<StageAgent> hangs) {
        Wakeup others = new Wakeup() {
            @Override
            public void await(long nanos) {
                if (clock.addAndGet(nanos) > MOST.toNanos()) {
                    throw new AssertionError("still waits after " + MOST);
                }
                for (StageAgent other : rig.agents) {
                    boolean waits = other != rig.agents.get(stage) && !hangs.test(other) && !other.isDone();
                    if (waits && !other.doWork()) {
                        other.getsOn();
                    }
                }
            }

            @Override
            public void signal() {}

            @Override
            public void signalAt(long nanoTime) {}
        };
        assertTrue(new StageLoop(others, STALL, () -> false, clock::get).run(rig.agents.get(stage)));
    }

    private static List<List<Integer>> cuts() {
        return List.of(List.of(3, 5), List.of(3, 2, 3), List.of(3, 2, 2, 1));
    }

    /** Each of the stages hears that the data get on, in training and in evaluations, though it reads none of them itself. */
    @Test
    void everyStageWaitsForExamplesThatGetOn() {
        for (Recipe recipe : recipes()) {
            for (List<Integer> stages : cuts()) {
                recipe.stages = stages;
                recipe.milestones = new Milestones(3, 0);
                for (int stage = 0; stage < stages.size(); stage++) {
                    Rig.Parts parts = new Rig.Parts();
                    parts.data = late(200); // of 50 ms each, which is more than three times the limit
                    run(new Rig(recipe, parts), stage, new AtomicLong(), other -> false);
                }
            }
        }
    }

    /** Signs that come to an end are an end for all: nobody lives on what others heard of him. */
    @Test
    void everyStageGivesUpOnceExamplesGetOnNoMore() {
        for (Recipe recipe : recipes()) {
            for (List<Integer> stages : cuts()) {
                recipe.stages = stages;
                for (int stage = 1; stage < stages.size(); stage++) {
                    Rig.Parts parts = new Rig.Parts();
                    parts.data = readers ->
                            new Readers(ending(readers.training(), 200), readers.heldOut(), readers.test(), () -> {});
                    AtomicLong clock = new AtomicLong();
                    Rig rig = new Rig(recipe, parts);
                    int waiting = stage;
                    var failure =
                            assertThrows(IllegalStateException.class, () -> run(rig, waiting, clock, other -> false));
                    boolean reads = rig.plan.needsData(stage);
                    String message = failure.getMessage();
                    assertTrue(message.startsWith("stage " + stage + " of " + stages.size() + " waits for "), message);
                    assertTrue(reads || message.contains("which needs stage " + (stage - 1) + ","), message);
                    assertTrue(clock.get() > 10_000_000_000L, "after " + clock.get() + " ns");
                    assertTrue(clock.get() < 15_000_000_000L, "after " + clock.get() + " ns");
                }
            }
        }
    }

    /** Whoever waits for a stage that hangs hears nothing of the data that this one would wait for. */
    @Test
    void aStageThatHangsIsToldThoughTheDataBelowItGetOn() {
        Recipe recipe = recipe(Learning.locked(1));
        recipe.stages = List.of(3, 2, 3);
        Rig.Parts parts = new Rig.Parts();
        parts.data = late(1_000_000);
        Rig rig = new Rig(recipe, parts);
        AtomicLong clock = new AtomicLong();
        var failure = assertThrows(
                IllegalStateException.class, () -> run(rig, 2, clock, other -> other == rig.agents.get(1)));
        assertTrue(
                failure.getMessage()
                        .startsWith("stage 2 of 3 waits for forward 0 of batch 0, which needs stage 1, for more than"),
                failure.getMessage());
        assertTrue(clock.get() < 3_200_000_000L, "after " + clock.get() + " ns");
    }

    /** Nor of what is read ahead meanwhile: nobody waits for that. */
    @Test
    void aStageThatHangsIsToldThoughDataAreReadAhead() {
        Recipe recipe = recipe(Learning.locked(1));
        recipe.stages = List.of(3, 2, 3);
        for (int stage = 0; stage < 2; stage++) {
            Rig.Parts parts = new Rig.Parts();
            parts.data = readers -> new Readers(ahead(readers.training()), readers.heldOut(), readers.test(), () -> {});
            Rig rig = new Rig(recipe, parts);
            AtomicLong clock = new AtomicLong();
            int waiting = stage;
            var failure = assertThrows(
                    IllegalStateException.class, () -> run(rig, waiting, clock, other -> other == rig.agents.get(2)));
            String waits = " of batch 0, which needs stage " + (stage + 1) + ",";
            assertTrue(failure.getMessage().contains(waits), failure.getMessage());
            assertTrue(clock.get() < 3_400_000_000L, "after " + clock.get() + " ns");
        }
    }

    /** Has everything that is asked for, and gets on by itself. */
    private static ExampleReader ahead(ExampleReader reader) {
        return new Around(reader) {
            private long signs;

            @Override
            public boolean read(long epoch, int from, Tensor features, Tensor targets) {
                return reader.read(epoch, from, features, targets);
            }

            @Override
            public long signs() {
                return ++signs;
            }
        };
    }

    /** Gives nothing, but signs for so many questions. */
    private static ExampleReader ending(ExampleReader reader, int asked) {
        return new Around(reader) {
            private long signs;

            @Override
            public boolean read(long epoch, int from, Tensor features, Tensor targets) {
                signs = Math.min(asked, signs + 1);
                return false;
            }

            @Override
            public long signs() {
                return signs;
            }
        };
    }

    private static ExampleReader never(ExampleReader reader) {
        return new Around(reader) {
            @Override
            public boolean read(long epoch, int from, Tensor features, Tensor targets) {
                return false;
            }

            @Override
            public String source() {
                return "file x after row 7";
            }
        };
    }
}
