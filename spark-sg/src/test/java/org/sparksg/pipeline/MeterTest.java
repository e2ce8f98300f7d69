package org.sparksg.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.sparksg.metrics.Event;
import org.sparksg.metrics.Sink;

/** Times on a clock that the test moves, in milliseconds. */
class MeterTest {
    private static final long MS = 1_000_000;

    private final AtomicLong clock = new AtomicLong(500 * MS);
    private final List<Event> events = new ArrayList<>();
    private final Sink sink = new Events(events);

    @Test
    void timesAreBookedUnderTheirColumn() {
        Meter meter = meter(0);
        spend(meter, Action.Kind.FORWARD, 1);
        spend(meter, Action.Kind.LOSS, 2);
        spend(meter, Action.Kind.SEND, 100);
        spend(meter, Action.Kind.REMEMBER, 200);
        spend(meter, Action.Kind.ASSIGN, 4);
        spend(meter, Action.Kind.AWAIT, 1000);
        spend(meter, Action.Kind.BACKWARD, 8);
        spend(meter, Action.Kind.RETURN, 400);
        spend(meter, Action.Kind.UPDATE, 16);
        long start = meter.now();
        clock.addAndGet(32 * MS);
        meter.bookLearn(0, start, 3);
        meter.finish(0, 0.5, 4, 6);
        assertEquals(List.of(new Event.Step(2, 0, 0, 0.5, 4, 3, 24, 1004, 32, 700, 0, 6, 3)), events);
    }

    @Test
    void learningWithinAReplyIsNotCountedTwice() {
        Meter meter = meter(0);
        long start = meter.now();
        clock.addAndGet(2 * MS);
        long learning = meter.now();
        clock.addAndGet(5 * MS);
        meter.countLearn(learning);
        meter.book(Action.Kind.AWAIT, 0, start);
        meter.finish(0, 0.5, 4, 6);
        Event.Step step = (Event.Step) events.get(0);
        assertEquals(List.of(2.0, 5.0), List.of(step.synthesizeMs(), step.learnMs()));
    }

    @Test
    void finishedBatchLeavesNothingToTheNext() {
        Meter meter = meter(0);
        spend(meter, Action.Kind.FORWARD, 1);
        spend(meter, Action.Kind.SEND, 1);
        meter.bookLearn(0, meter.now(), 3);
        meter.finish(0, 0.5, 4, 6);
        meter.finish(7, 0.25, 2, 0);
        assertEquals(new Event.Step(2, 7, 1, 0.25, 2, 0, 0, 0, 0, 0, 0, 0, 0), events.get(1));
    }

    @Test
    void timeFromTheEndOfWorkToTheNextWorkIsWaiting() {
        Meter meter = meter(0);
        clock.addAndGet(5 * MS); // since the beginning
        meter.endOfWait(meter.now());
        clock.addAndGet(100 * MS); // work
        meter.worked();
        clock.addAndGet(7 * MS);
        meter.endOfWait(meter.now());
        meter.finish(0, 0, 4, 0);
        assertEquals(12, ((Event.Step) events.get(0)).waitMs(), 1e-9);
    }

    @Test
    void everyNthBatchIsDrawnOnTheWallClock() {
        Meter meter = meter(3);
        for (long batch = 0; batch < 7; batch++) {
            long start = clock.get();
            clock.addAndGet(MS);
            meter.book(Action.Kind.FORWARD, batch, start);
        }
        assertEquals(List.of(0L, 3L, 6L), events.stream().map(Event::batchId).toList());
        assertEquals(new Event.Interval(2, "forward", 0, 1500 * MS, 1501 * MS), events.get(0));
        meter.bookLearn(6, clock.get() - MS, 1);
        assertEquals("learn", ((Event.Interval) events.get(3)).kind());
    }

    @Test
    void timelineCanBeLeftOut() {
        Meter meter = meter(0);
        spend(meter, Action.Kind.FORWARD, 1);
        assertTrue(events.isEmpty());
    }

    /** In a run whose clock moves by one at each look, no stage can have spent more than has passed. */
    @Test
    void timesOfARunAddUpToNoMoreThanItTook() {
        Recipe recipe = new Recipe();
        recipe.learning = Recipe.synthetic(0, 0, 1);
        recipe.corrections = new Corrections(2, true);
        recipe.output = new RunSettings.Output("unused", 1, 1, RunSettings.Output.Model.LAST);
        Rig.Parts parts = new Rig.Parts();
        parts.clock = () -> clock.getAndAdd(MS);
        long before = clock.get();
        Rig rig = new Rig(recipe, parts).step();
        double took = (clock.get() - before) * 1e-6;
        for (int stage = 0; stage < 4; stage++) {
            double spent = rig.events(stage, Event.Step.class).stream()
                    .flatMap(step -> Stream.of(
                            step.forwardMs(),
                            step.backwardMs(),
                            step.synthesizeMs(),
                            step.learnMs(),
                            step.messageMs(),
                            step.waitMs()))
                    .mapToDouble(Double::doubleValue)
                    .sum();
            assertTrue(spent > took / 4 && spent <= took, "stage " + stage + " spent " + spent + " of " + took);
            assertDisjoint(rig.events(stage, Event.Interval.class));
        }
    }

    private static void assertDisjoint(List<Event.Interval> intervals) {
        assertTrue(intervals.size() >= 12 * 5);
        for (int i = 1; i < intervals.size(); i++) {
            assertTrue(intervals.get(i - 1).endNs() <= intervals.get(i).startNs(), intervals.get(i)::toString);
        }
    }

    private void spend(Meter meter, Action.Kind kind, long ms) {
        long start = meter.now();
        clock.addAndGet(ms * MS);
        meter.book(kind, 0, start);
    }

    private Meter meter(int timelineEvery) {
        Recipe recipe = new Recipe();
        recipe.output = new RunSettings.Output("unused", timelineEvery, 1, RunSettings.Output.Model.LAST);
        return new Meter(2, recipe.plan(), sink, clock::get, 1000 * MS);
    }
}
