package org.sparksg.pipeline;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.sparksg.credit.Credit;
import org.sparksg.data.Readers;
import org.sparksg.metrics.Event;
import org.sparksg.metrics.Sink;
import org.sparksg.tensor.Element;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.ReferenceKernels;
import org.sparksg.transport.Link;
import org.sparksg.transport.MemoryLink;
import org.sparksg.transport.ParkingWakeup;
import org.sparksg.transport.Wakeup;

/** A pipeline in memory of which a test may replace any part: kernels, credits, links, stores. Plain loops in double. */
final class Rig {
    /** Puts something around the end of a link. */
    interface Wires {
        Link around(Link link, int stage, Wakeup wakeup);
    }

    /** Makes the credit of a stage that is not the last one. */
    interface Credits {
        Credit of(RunPlan plan, int stage, Supplier<StageModel> model);
    }

    final RunPlan plan;
    final List<StageModel> models = new ArrayList<>();
    final List<StageAgent> agents = new ArrayList<>();
    final List<Link> lowerEnds = new ArrayList<>();
    final List<Link> upperEnds = new ArrayList<>();
    private final List<List<Event>> events = new ArrayList<>();
    private final List<Wakeup> wakeups = new ArrayList<>();
    private long calls;

    /** What is not as usual. */
    static final class Parts {
        IntFunction<Kernels> kernels = stage -> new ReferenceKernels();
        Credits credits;
        Wires wires = (link, stage, wakeup) -> link;
        Saver saver = Saver.NONE;
        UnaryOperator<Readers> data = readers -> readers;
        Snapshots.Snapshot from;
        LongSupplier clock = System::nanoTime;
        Element type = Element.F64;
        BiConsumer<StageModel, Event> listener = (model, event) -> {};
        LongConsumer rolled = batchId -> {};
        boolean keepEvents = true;
    }

    Rig(Recipe recipe) {
        this(recipe, new Parts());
    }

    Rig(Recipe recipe, Parts parts) {
        this(recipe, parts, recipe.plan());
    }

    Rig(Recipe recipe, Parts parts, RunPlan plan) {
        this.plan = plan;
        int stages = plan.stages().size();
        for (int stage = 0; stage < stages; stage++) {
            models.add(model(parts, stage, stages));
            wakeups.add(new ParkingWakeup());
            events.add(new ArrayList<>());
        }
        if (parts.from != null) {
            parts.from.restore(models);
        }
        long batchesDone = parts.from == null ? 0 : parts.from.batchesDone();
        for (int stage = 0; stage < stages - 1; stage++) {
            connect(parts, stage);
        }
        for (int stage = 0; stage < stages; stage++) {
            var around = new StageAgent.Surroundings(
                    stage == 0 ? null : upperEnds.get(stage - 1),
                    stage == stages - 1 ? null : lowerEnds.get(stage),
                    plan.needsData(stage)
                            ? new Feed(
                                    plan,
                                    parts.data.apply(Readers.of(
                                            recipe.data(), plan.settings().seed(), Feed.owner(plan, () -> {}))))
                            : null,
                    parts.keepEvents ? new Collector(events.get(stage), models.get(stage), parts) : Sink.NONE,
                    parts.saver,
                    parts.clock,
                    0);
            agents.add(new StageAgent(plan, models.get(stage), around, 0, batchesDone));
        }
    }

    private StageModel model(Parts parts, int stage, int stages) {
        Kernels kernels = parts.kernels.apply(stage);
        if (parts.credits == null || stage == stages - 1) {
            return new StageModel(plan, stage, kernels);
        }
        return new StageModel(plan, stage, kernels, parts.credits.of(plan, stage, () -> models.get(stage)));
    }

    private void connect(Parts parts, int stage) {
        MemoryLink.Pair pair = MemoryLink.pair(
                plan.upwards(stage, parts.type),
                plan.downwards(stage, parts.type),
                new MemoryLink.End("stage " + stage, wakeups.get(stage)),
                new MemoryLink.End("stage " + (stage + 1), wakeups.get(stage + 1)),
                parts.clock);
        lowerEnds.add(parts.wires.around(pair.lower(), stage, wakeups.get(stage)));
        upperEnds.add(parts.wires.around(pair.upper(), stage + 1, wakeups.get(stage + 1)));
    }

    private record Collector(List<Event> events, StageModel model, Parts parts) implements Sink {
        @Override
        public void accept(Event event) {
            events.add(event);
            parts.listener.accept(model, event);
        }

        @Override
        public void roll(long batchId) {
            parts.rolled.accept(batchId);
        }

        @Override
        public void close() {}
    }

    /** Steps all agents to the end, or fails saying who waits for what. */
    Rig step(Turns turns) {
        calls += step(agents, turns);
        return this;
    }

    /** Steps agents to the end, and returns how often one was asked to work. */
    static long step(List<StageAgent> agents, Turns turns) {
        long calls = 0;
        int idle = 0;
        int stage = 0;
        boolean worked = true;
        while (!agents.stream().allMatch(StageAgent::isDone)) {
            stage = turns.next(stage, agents.size(), worked);
            worked = agents.get(stage).doWork();
            calls++;
            idle = worked ? 0 : idle + 1;
            if (idle > 500 * agents.size()) {
                throw new AssertionError("nobody can work: "
                        + agents.stream().map(StageAgent::waitingFor).toList());
            }
        }
        return calls;
    }

    /** Lets one stage work for as long as it can, which is not to the end. */
    void exhaust(int stage) {
        while (agents.get(stage).doWork()) {
            assertFalse(agents.get(stage).isDone());
        }
    }

    /** Steps all agents in turn until the first stage has trained on so many batches. */
    void advance(long batches) {
        while (agents.get(0).batchesDone() < batches) {
            agents.forEach(StageAgent::doWork);
        }
    }

    /** Steps all agents in turn. */
    Rig step() {
        return step(Turns.roundRobin());
    }

    /** Runs every agent on a thread of its own. */
    Rig run() {
        ExecutorService threads = Executors.newFixedThreadPool(agents.size());
        try {
            List<Future<Boolean>> running = new ArrayList<>();
            for (int stage = 0; stage < agents.size(); stage++) {
                StageLoop loop = new StageLoop(
                        wakeups.get(stage), plan.settings().recovery().stall(), () -> false, System::nanoTime);
                StageAgent agent = agents.get(stage);
                running.add(threads.submit(() -> loop.run(agent)));
            }
            for (Future<Boolean> stage : running) {
                stage.get();
            }
        } catch (ExecutionException | InterruptedException e) {
            throw new AssertionError(e.getMessage(), e);
        } finally {
            threads.shutdownNow();
        }
        return this;
    }

    /** Returns the numbers of the run: parameters, statistics, optimizers, synthesizers. */
    Snapshots.Snapshot state() {
        return Snapshots.of(plan.calendar().batches(), models);
    }

    /** Returns how often an agent was asked to work by {@link #step}. */
    long calls() {
        return calls;
    }

    /** Returns the events of one kind that a stage wrote. */
    <E extends Event> List<E> events(int stage, Class<E> kind) {
        return events.get(stage).stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    /** Returns the evaluations. */
    List<Event.Evaluation> evaluations() {
        return events(models.size() - 1, Event.Evaluation.class);
    }
}
