package org.sparksg.pipeline;

import java.util.List;
import org.sparksg.credit.Exchange;
import org.sparksg.credit.Exchange.Reply;
import org.sparksg.credit.Rule;
import org.sparksg.settings.BadSetting;

/**
 * Which batches a stage hears of: a stage may train on every n-th batch of the stage below only (Jaderberg et al. 2017, section 3.2), and no other
 * ones are sent to it. Batches have the numbers of the first stage everywhere.
 *
 * <pre>
 * stages = [1, { layers = 1, every = 2 }, { layers = 1, every = 2 }]
 *
 * batch      0  1  2  3  4  5  6  7
 * stage 2             x           x      period 4
 * stage 1       x     x     x     x      period 2; nothing comes back of batches 1 and 5
 * stage 0    x  x  x  x  x  x  x  x
 * </pre>
 *
 * @param settings the rules of the boundaries, and when there are corrections
 * @param stages the stages of the run, from the first on
 */
record Clocks(RunSettings settings, List<StageRange> stages) {

    /**
     * Checks that all stages train, and that their rules know what to do with batches of which nothing comes back.
     *
     * @param batches of the run
     */
    void check(long batches) {
        int period = 1;
        for (StageRange stage : stages) {
            boolean first = stage.stage() == 0;
            if (stage.period() % period != 0 || (first && stage.period() > 1)) {
                throw new IllegalArgumentException("stage " + stage.stage() + " has period " + stage.period()
                        + ": must be " + (first ? "1" : "a multiple of " + period + ", that of the stage below"));
            }
            period = stage.period();
        }
        if (period == 1) {
            return;
        }
        if (period > batches) {
            throw new BadSetting(
                    "stages",
                    null,
                    "the last stage trains once in " + period + " batches, and the run has " + batches
                            + ": it would never train",
                    "make every smaller, or training.epochs larger");
        }
        Learning learning = settings.learning();
        for (Rule rule : learning.rules()) {
            if (rule.distance() > 0) {
                throw new BadSetting(
                        "learning.rule",
                        rule.label(),
                        "its losses would wait for stages that do not train on the batch: stages has every > 1",
                        "use another rule, or every = 1");
            }
        }
        if (learning.inputs() != null) {
            throw new BadSetting(
                    "learning.synthetic-inputs",
                    true,
                    "a stage that makes up its inputs trains on every batch: stages has every > 1",
                    "make it false, or use every = 1");
        }
    }

    /** Returns once in how many batches all stages train. */
    int period() {
        return stages.get(stages.size() - 1).period();
    }

    /** Returns whether a stage passes its output of a batch on. */
    boolean sends(StageRange stage, long batchId) {
        return !stage.last() && above(stage).ticks(batchId);
    }

    private StageRange above(StageRange stage) {
        return stages.get(stage.stage() + 1);
    }

    /** Returns what a stage and the one above tell each other about a batch: what their rule says, as far as a reply can come. */
    Exchange exchange(StageRange stage, long batchId) {
        Exchange exchange = settings.learning().rule(stage.stage()).exchange(batchId);
        boolean answered = exchange.reply() == Reply.NOTHING || answers(above(stage), exchange.reply(), batchId);
        return answered ? exchange : exchange.unanswered();
    }

    private boolean answers(StageRange stage, Reply reply, long batchId) {
        if (stage.last() || !stage.ticks(batchId)) {
            return stage.ticks(batchId);
        }
        Exchange above = exchange(stage, batchId);
        return reply == Reply.ERROR ? above.reply() == Reply.ERROR : above.hasGradient();
    }

    /** Returns whether a stage has no gradient of its output of a batch because nothing comes back. */
    boolean isUnheard(StageRange stage, long batchId) {
        return settings.learning().rule(stage.stage()).exchange(batchId).hasGradient()
                && !exchange(stage, batchId).hasGradient();
    }

    /** Returns how many batches a stage may be ahead of the gradients from above: as many of those that it sends as the window says. */
    long window(StageRange stage) {
        return (long) settings.training().window() * above(stage).period();
    }

    /** Returns how many batches it takes a true gradient to come down to a stage: a window for each boundary. */
    long crossing(StageRange stage) {
        return stages.subList(stage.stage(), stages.size() - 1).stream()
                .mapToLong(this::window)
                .sum();
    }

    /** Returns whether a batch is a correction: all stages train on it. */
    boolean corrects(long batchId) {
        return settings.corrections().at(batchId, period());
    }

    /** Returns how many corrections can be under way at a stage. */
    int corrections(StageRange stage) {
        return Math.toIntExact(
                1 + (crossing(stage) - 1) / settings.corrections().distance(period()));
    }
}
