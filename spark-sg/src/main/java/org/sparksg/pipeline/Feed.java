package org.sparksg.pipeline;

import java.util.Optional;
import org.sparksg.data.Augmentation;
import org.sparksg.data.DataSets;
import org.sparksg.data.ExampleReader;
import org.sparksg.data.Level;
import org.sparksg.data.Raises;
import org.sparksg.data.Readers;
import org.sparksg.tensor.Tensor;

/**
 * Hands a stage the batches of the data, and hears how well it learned them, if examples become harder by that. Owned by the thread of that
 * stage, which asks in ascending order.
 */
public final class Feed implements AutoCloseable {
    private final Calendar calendar;
    private final Readers data;
    private ExampleReader asked; // last
    private boolean answered; // what it was asked
    private long signs;
    private final double[] weights; // of each class; none if all count the same
    private final Augmentation augmentation;
    private final long seed;
    private final double[] row; // of an example that is augmented; empty if none is

    /**
     * Creates a feed.
     *
     * @param plan the run, whose sizes must be those of the data
     * @param data the data; closed with the feed
     */
    public Feed(RunPlan plan, Readers data) {
        this.calendar = plan.calendar();
        this.data = data;
        this.asked = data.training();
        this.augmentation = plan.settings().data().augmentation();
        this.seed = plan.settings().seed();
        this.row = new double
                [augmentation.isNone() ? 0 : plan.data().schema().features().size()];
        for (Split part : Split.values()) {
            Optional<ExampleReader> examples = examples(part);
            int found = examples.map(ExampleReader::count).orElse(0);
            requireSame(part, found + " examples", plan.size(part) + " examples");
            examples.ifPresent(some -> requireSame(
                    part,
                    "features " + some.features() + ", target " + some.target(),
                    "features " + plan.data().schema().features() + ", target "
                            + plan.data().schema().target()));
        }
        this.weights = plan.network().loss().weights().of(plan.data().report().counts());
    }

    /** Creates a feed of data in memory. */
    public Feed(RunPlan plan, DataSets data) {
        this(plan, Readers.of(data, plan.settings().seed(), owner(plan, () -> {})));
    }

    /** Returns what readers have to know of a feed. {@code arrived}: called when examples have come. */
    public static Readers.Owner owner(RunPlan plan, Runnable arrived) {
        return new Readers.Owner(
                plan.settings().training().batchSize(),
                plan.largestBatch(),
                plan.settings().training().epochs(),
                arrived);
    }

    private static void requireSame(Split part, String found, String planned) {
        if (!found.equals(planned)) {
            throw new IllegalArgumentException(part.label() + " data have " + found + ", the plan says " + planned
                    + ": did the files change since the run was planned?");
        }
    }

    private Optional<ExampleReader> examples(Split part) {
        return switch (part) {
            case TRAIN -> Optional.of(data.training());
            case VALIDATION -> data.heldOut();
            case TEST -> data.test();
        };
    }

    /** Writes a micro-batch of training data into the rows of two tensors; returns whether it was there. */
    boolean train(long batchId, int microBatch, Tensor features, Tensor targets) {
        int from = calendar.position(batchId) + microBatch * calendar.largestMicroBatch();
        asked = data.training();
        answered = asked.read(calendar.epoch(batchId), from, features, targets);
        if (answered) {
            weigh(targets);
            augment(features, calendar.epoch(batchId), from);
        }
        return answered;
    }

    /** Goes on from what the run knows of a curriculum. */
    void follow(Raises raises) {
        data.training().follow(raises);
    }

    /** Hears the sum of the losses of a batch; returns the level of what begins from now on, if it is another one. */
    Optional<Level> learned(long batchId, double loss) {
        return data.training().learned(batchId, loss);
    }

    private void augment(Tensor features, long epoch, int from) {
        if (row.length > 0) {
            augmentation.apply(features, seed, epoch, from, row);
        }
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

    /** Writes the examples of another part from {@code from} on, in the order of the files; returns whether they were there. */
    boolean evaluate(Split part, int from, Tensor features, Tensor targets) {
        asked = examples(part).orElseThrow();
        answered = asked.read(0, from, features, targets);
        return answered;
    }

    /** Returns a number that changes as long as examples are waited for and reading gets on; what is read ahead is no sign. */
    long signs() {
        if (!answered) {
            signs = asked.signs();
        }
        return signs;
    }

    /** Says where the examples come from that were asked for. */
    String source() {
        return asked.source();
    }

    /**
     * Checks, at the end, that the data are still those that the run was planned with.
     *
     * @throws org.sparksg.data.DataException if they were changed
     */
    public void check() {
        data.check().run();
    }

    @Override
    public void close() {
        data.close();
    }
}
