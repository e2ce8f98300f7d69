package org.sparksg.pipeline;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What a stage does in a run, in order: train on its batches, save, evaluate. A pure function of the plan, so that all stages agree on it
 * without a word. A checkpoint stands before the evaluation of the same moment: what is evaluated is what was saved.
 */
final class Agenda {
    private final RunPlan plan;
    private final StageRange stage;
    private final Deque<Item> due = new ArrayDeque<>();
    private long next;

    /** One entry of the agenda. */
    sealed interface Item {

        /** Returns after how many batches of the run it is done. */
        long batches();

        /** Train on this mini-batch. */
        record Train(long batchId) implements Item {
            @Override
            public long batches() {
                return batchId + 1;
            }
        }

        /** Save the state after so many batches. */
        record Save(long batches) implements Item {}

        /** Evaluate the weights after so many batches. */
        record Evaluate(long batches, Split part) implements Item {}
    }

    /** An agenda that begins after {@code batchesDone} batches, whose checkpoint exists if there were any. */
    Agenda(RunPlan plan, StageRange stage, long batchesDone) {
        this.plan = plan;
        this.stage = stage;
        this.next = batchesDone;
        if (batchesDone > 0) {
            addEvaluations(batchesDone);
        }
    }

    /** Returns the next entry, or null at the end of the run. */
    Item next() {
        while (due.isEmpty() && next < plan.calendar().batches()) {
            addBatch(next++);
        }
        return due.poll();
    }

    private void addBatch(long batchId) {
        if (stage.ticks(batchId)) {
            due.add(new Item.Train(batchId));
        }
        if (isDue(plan.settings().milestones().checkpointEvery())) {
            due.add(new Item.Save(next));
        }
        addEvaluations(next);
    }

    private void addEvaluations(long batchesDone) {
        if (batchesDone == plan.calendar().batches()) {
            plan.evaluatedAtEnd().forEach(part -> due.add(new Item.Evaluate(batchesDone, part)));
        } else if (isDue(plan.settings().milestones().evaluateEvery()) && plan.size(plan.monitored()) > 0) {
            due.add(new Item.Evaluate(batchesDone, plan.monitored()));
        }
    }

    private boolean isDue(long every) {
        return next == plan.calendar().batches()
                || (every == 0 ? plan.calendar().endsEpoch(next) : next % every == 0);
    }
}
