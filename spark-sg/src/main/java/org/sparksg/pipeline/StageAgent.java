package org.sparksg.pipeline;

import java.util.List;
import java.util.function.LongSupplier;
import org.sparksg.metrics.Sink;
import org.sparksg.transport.Link;

/**
 * One stage of a run. Walks through the agenda (train, save, evaluate), one piece of work a call, and never waits: whoever
 * drives it decides what to do when there was nothing to do. Single-threaded; the same agent is stepped by tests, runs on a
 * thread, and runs in a Spark task.
 */
public final class StageAgent {
    private final StageModel model;
    private final Agenda agenda;
    private final Inputs inputs;
    private final Signs signs;
    private final List<InFlight> pending;
    private final TrainStep training;
    private final EvaluationStep evaluation;
    private final Sink sink;
    private final Saver saver;
    private final Meter meter;
    private final RunPlan plan;
    private Agenda.Item item;
    private boolean begun;
    private long batchesDone;

    /**
     * What an agent works with.
     *
     * @param below the link to the stage below; null for the first stage
     * @param above the link to the stage above; null for the last stage
     * @param feed the data; null where {@link RunPlan#needsData} says no
     * @param sink takes the events
     * @param saver takes the checkpoints
     * @param clock a steady clock, nanoseconds
     * @param wallOffsetNs what to add to the clock to get nanoseconds since 1970
     */
    public record Surroundings(
            Link below, Link above, Feed feed, Sink sink, Saver saver, LongSupplier clock, long wallOffsetNs) {}

    /**
     * Allocates everything that the stage will need.
     *
     * @param plan the run
     * @param model the stage's tensors, fresh or restored
     * @param around everything outside the stage
     * @param attempt the attempt of the run
     * @param batchesDone how many batches the tensors have been trained on
     */
    public StageAgent(RunPlan plan, StageModel model, Surroundings around, int attempt, long batchesDone) {
        this.plan = plan;
        this.model = model;
        this.sink = around.sink();
        this.saver = around.saver();
        this.batchesDone = batchesDone;
        this.agenda = new Agenda(plan, model.range(), batchesDone);
        int stage = model.range().stage();
        this.meter = new Meter(stage, plan, sink, around.clock(), around.wallOffsetNs());
        Messages messages = new Messages(stage, attempt);
        var at = new StageContext(plan, model, around.below(), around.above(), around.feed(), sink, meter, messages);
        MicroBatch[] buffers = MicroBatch.allocate(at);
        this.inputs = Inputs.of(at, batchesDone);
        if (around.feed() != null) {
            around.feed().follow(model.raises());
        }
        this.signs = new Signs(inputs, around.below(), around.above());
        Boundary boundary = model.range().last() ? null : new Boundary(at);
        this.pending = boundary == null ? List.of(inputs) : List.of(boundary, inputs);
        this.training = new TrainStep(at, buffers, inputs, boundary);
        this.evaluation = new EvaluationStep(at, buffers[0], inputs);
        this.item = agenda.next();
    }

    /** Returns whether the run is over for this stage. */
    public boolean isDone() {
        return item == null;
    }

    /** Returns how many batches of the run lie behind the stage: it has trained on those of its clock. */
    public long batchesDone() {
        return batchesDone;
    }

    /** Returns whether the data that the stage waits for, itself or by way of others, got on since the last call; tells the neighbours. */
    boolean getsOn() {
        return signs.pass();
    }

    /** Does one piece of work, and returns whether there was any. */
    public boolean doWork() {
        if (isDone()) {
            return false;
        }
        long startNs = meter.now();
        boolean worked;
        if (item instanceof Agenda.Item.Train train) {
            worked = train(train.batchId());
        } else if (item instanceof Agenda.Item.Save save) {
            worked = save(save.batches());
        } else {
            worked = evaluate((Agenda.Item.Evaluate) item);
        }
        if (worked) {
            meter.endOfWait(startNs);
            meter.worked();
        }
        return worked;
    }

    /** Takes gradients before the batch, and while its input is missing: so a correction passes a stage that waits. */
    private boolean train(long batchId) {
        boolean untouched = !begun || training.isUntouched();
        if (untouched && absorb(batchId, false)) {
            return true;
        }
        if (!begun) {
            for (InFlight part : pending) {
                if (!part.mayBegin(batchId)) {
                    return false;
                }
            }
            training.begin(batchId);
            begun = true;
        }
        boolean worked = training.work();
        if (training.isDone()) {
            advance();
        }
        return worked;
    }

    private boolean absorb(long nextBatch, boolean drain) {
        for (InFlight part : pending) {
            if (part.absorb(nextBatch, drain)) {
                return true;
            }
        }
        return false;
    }

    /** Waits until nothing of the batches before is under way, so that the files of all stages are a consistent cut. */
    private boolean save(long batches) {
        for (InFlight part : pending) {
            if (!part.isDrained()) {
                return absorb(batches, true);
            }
        }
        sink.roll(batches); // first: once the checkpoint is complete, nobody writes these rows again
        saver.save(batches, model);
        advance();
        return true;
    }

    /** Takes gradients before the first example, as the batch that went before would have: a stage that skips it must not hold up those below. */
    private boolean evaluate(Agenda.Item.Evaluate due) {
        long batchId = due.batches() - 1;
        boolean untouched = !begun || evaluation.isUntouched();
        if (untouched && absorb(batchId, false)) {
            return true;
        }
        if (!begun) {
            if (!pending.stream().allMatch(part -> part.isCurrent(batchId))) {
                return false;
            }
            evaluation.begin(due.batches(), due.part());
            begun = true;
        }
        boolean worked = evaluation.work();
        if (evaluation.isDone()) {
            advance();
        }
        return worked;
    }

    private void advance() {
        begun = false;
        batchesDone = item.batches();
        item = agenda.next();
        if (item == null) {
            sink.roll(batchesDone + 1);
        }
    }

    private String waitingToBegin() {
        return pending.stream()
                .filter(part -> !isReady(part))
                .findFirst()
                .map(InFlight::waitingFor)
                .orElse("its turn");
    }

    private boolean isReady(InFlight part) {
        if (item instanceof Agenda.Item.Train train) {
            return part.mayBegin(train.batchId());
        }
        return item instanceof Agenda.Item.Evaluate ? part.isCurrent(item.batches() - 1) : part.isDrained();
    }

    /** Says what the stage waits for: the message of a stage that got stuck. */
    public String waitingFor() {
        String what;
        if (isDone()) {
            what = "nothing: it is done";
        } else if (item instanceof Agenda.Item.Train && begun) {
            what = training.waitingFor();
        } else if (item instanceof Agenda.Item.Evaluate && begun) {
            what = evaluation.waitingFor();
        } else {
            what = waitingToBegin();
        }
        return "stage " + model.range().stage() + " of " + plan.stages().size() + " waits for " + what;
    }
}
