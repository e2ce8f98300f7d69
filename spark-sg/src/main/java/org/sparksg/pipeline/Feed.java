package org.sparksg.pipeline;

import java.util.Optional;
import org.sparksg.data.DataSets;
import org.sparksg.data.Examples;
import org.sparksg.data.Shuffle;
import org.sparksg.tensor.Tensor;

/** Hands the first stage its batches. Owned by the thread of that stage. */
public final class Feed {
    private final Calendar calendar;
    private final DataSets data;
    private final Shuffle order;
    private final int[] inSequence;
    private final double[] weights; // of each class; none if all count the same

    /**
     * Creates a feed.
     *
     * @param plan the run, whose sizes must be those of the data
     * @param data the data, in memory
     */
    public Feed(RunPlan plan, DataSets data) {
        this.calendar = plan.calendar();
        this.data = data;
        int largest = 1;
        for (Split part : Split.values()) {
            Optional<Examples> examples = examples(part);
            int found = examples.map(Examples::count).orElse(0);
            requireSame(part, found + " examples", plan.size(part) + " examples");
            examples.ifPresent(some -> requireSame(
                    part,
                    "features " + some.features() + ", target " + some.target(),
                    "features " + plan.data().schema().features() + ", target "
                            + plan.data().schema().target()));
            largest = part == Split.TRAIN ? largest : Math.max(largest, found);
        }
        this.order = new Shuffle(plan.data().train(), plan.settings().seed());
        this.inSequence = Shuffle.inSequence(largest);
        this.weights = plan.network().loss().weights().of(plan.data().report().counts());
    }

    private static void requireSame(Split part, String found, String planned) {
        if (!found.equals(planned)) {
            throw new IllegalArgumentException(part.label() + " data have " + found + ", the plan says " + planned
                    + ": did the files change since the run was planned?");
        }
    }

    private Optional<Examples> examples(Split part) {
        return switch (part) {
            case TRAIN -> Optional.of(data.training());
            case VALIDATION -> data.heldOut();
            case TEST -> data.test();
        };
    }

    /** Writes a micro-batch of training data into the rows of two tensors. */
    void train(long batchId, int microBatch, Tensor features, Tensor targets) {
        int from = calendar.position(batchId) + microBatch * calendar.largestMicroBatch();
        data.training().gather(order.epoch(calendar.epoch(batchId)), from, features, targets);
        weigh(targets);
    }

    /** Targets are one-hot times the weight of the example. */
    private void weigh(Tensor targets) {
        if (weights.length == 0) {
            return;
        }
        int columns = targets.columns();
        for (int i = 0; i < targets.size(); i++) {
            targets.set(i, targets.get(i) * weights[i % columns]);
        }
        targets.touch();
    }

    /** Writes the examples of another part from {@code from} on, in the order of the files. */
    void evaluate(Split part, int from, Tensor features, Tensor targets) {
        examples(part).orElseThrow().gather(inSequence, from, features, targets);
    }
}
