package org.sparksg.pipeline;

import org.sparksg.data.DataSets;
import org.sparksg.data.Examples;
import org.sparksg.data.Order;
import org.sparksg.tensor.Tensor;

/** Hands the first stage its batches. Owned by the thread of that stage. */
public final class Feed {
    private final Calendar calendar;
    private final DataSets data;
    private final Order order;
    private final int[] inSequence;

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
        for (Part part : Part.values()) {
            int found = count(data, part);
            if (found != plan.size(part)) {
                throw new IllegalArgumentException(part.label() + " data have " + found + " examples, the plan says "
                        + plan.size(part) + ": did the files change since the run was planned?");
            }
            largest = part == Part.TRAIN ? largest : Math.max(largest, found);
        }
        this.order = new Order(plan.train(), plan.settings().seed());
        this.inSequence = Order.inSequence(largest);
    }

    private static int count(DataSets data, Part part) {
        return switch (part) {
            case TRAIN -> data.training().count();
            case VALIDATION -> data.heldOut().map(Examples::count).orElse(0);
            case TEST -> data.test().map(Examples::count).orElse(0);
        };
    }

    /** Writes a micro-batch of training data into the rows of two tensors. */
    void train(long batchId, int microBatch, Tensor features, Tensor targets) {
        int from = calendar.position(batchId) + microBatch * calendar.largestMicroBatch();
        data.training().gather(order.epoch(calendar.epoch(batchId)), from, features, targets);
    }

    /** Writes the examples of another part from {@code from} on, in the order of the files. */
    void evaluate(Part part, int from, Tensor features, Tensor targets) {
        Examples examples = (part == Part.TEST ? data.test() : data.heldOut()).orElseThrow();
        examples.gather(inSequence, from, features, targets);
    }
}
