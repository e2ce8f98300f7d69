package org.sparksg.pipeline;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What a run does, in order: train on a batch, save, evaluate. A pure function of the plan, so that all stages agree on it
 * without a word. A checkpoint stands before the evaluation of the same moment: what is evaluated is what was saved.
 */
final class Agenda {
    private final RunPlan plan;
    private final Deque<Item> due = new ArrayDeque<>();
    private long next;

    /** One entry of the agenda. */
    sealed interface Item {

        /** Train on this mini-batch. */
        record Train(long batchId) implements Item {}

        /** Save the state after so many batches. */
        record Save(long batchId) implements Item {}

        /** Evaluate the weights after so many batches. */
        record Evaluate(long batchId, Split part) implements Item {}
    }

    /** An agenda that begins after {@code batchesDone} batches, whose checkpoint exists if there were any. */
    Agenda(RunPlan plan, long batchesDone) {
        this.plan = plan;
        this.next = batchesDone;
        if (batchesDone > 0) {
            addEvaluations(batchesDone);
        }
    }

    /** Returns the next entry, or null at the end of the run. */
    Item next() {
        if (!due.isEmpty()) {
            return due.poll();
        }
        if (next >= plan.calendar().batches()) {
            return null;
        }
        Item item = new Item.Train(next++);
        if (isDue(plan.settings().milestones().checkpointEvery())) {
            due.add(new Item.Save(next));
        }
        addEvaluations(next);
        return item;
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
