package org.sparksg.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import org.sparksg.data.DataSets;
import org.sparksg.metrics.Sink;
import org.sparksg.nn.Variables;
import org.sparksg.tensor.Kernels;
import org.sparksg.transport.Link;
import org.sparksg.transport.MemoryLink;
import org.sparksg.transport.ParkingWakeup;
import org.sparksg.transport.Wakeup;

/**
 * A whole run in one JVM: the same agents as on a cluster, joined by links in memory. The reference that every other way to
 * run a pipeline must agree with, and the way to try things on one machine.
 */
public final class InProcessPipeline implements AutoCloseable {
    private final RunPlan plan;
    private final LongSupplier clock;
    private final List<Kernels> kernels = new ArrayList<>();
    private final List<StageModel> models = new ArrayList<>();
    private final List<Wakeup> wakeups = new ArrayList<>();
    private final List<Link> links = new ArrayList<>();
    private final List<StageAgent> agents = new ArrayList<>();

    /**
     * Allocates all stages.
     *
     * @param plan the run
     * @param data its data
     * @param newKernels the kernels of each stage; closed with the pipeline
     * @param sinks takes the events of each stage
     * @param saver takes the checkpoints of all stages, from their threads
     * @param clock a steady clock, nanoseconds
     */
    public InProcessPipeline(
            RunPlan plan,
            DataSets data,
            IntFunction<Kernels> newKernels,
            IntFunction<Sink> sinks,
            Saver saver,
            LongSupplier clock) {
        this.plan = plan;
        this.clock = clock;
        int stages = plan.stages().size();
        for (int stage = 0; stage < stages; stage++) {
            kernels.add(newKernels.apply(stage));
            models.add(new StageModel(plan, stage, kernels.get(stage)));
            wakeups.add(new ParkingWakeup());
        }
        Link below = null;
        for (int stage = 0; stage < stages; stage++) {
            MemoryLink.Pair pair = stage == stages - 1 ? null : connect(stage);
            Link above = pair == null ? null : pair.lower();
            Feed feed = stage == 0 ? new Feed(plan, data) : null;
            var around = new StageAgent.Surroundings(below, above, feed, sinks.apply(stage), saver, clock, 0);
            agents.add(new StageAgent(plan, models.get(stage), around, 0, 0));
            below = pair == null ? null : pair.upper();
        }
    }

    private MemoryLink.Pair connect(int stage) {
        var type = models.get(stage).variables().parameters().flat().type();
        MemoryLink.Pair pair = MemoryLink.pair(
                plan.upwards(stage, type),
                plan.downwards(stage, type),
                new MemoryLink.End("stage " + stage, wakeups.get(stage)),
                new MemoryLink.End("stage " + (stage + 1), wakeups.get(stage + 1)),
                clock);
        links.add(pair.lower());
        links.add(pair.upper());
        return pair;
    }

    /** Returns the agents, to be stepped one by one. */
    public List<StageAgent> agents() {
        return List.copyOf(agents);
    }

    /** Returns the weights of each stage. */
    public List<Variables> variables() {
        return models.stream().map(StageModel::variables).toList();
    }

    /** Returns the tensors of each stage. */
    public List<StageModel> models() {
        return List.copyOf(models);
    }

    /** Runs to the end, each stage on a thread of its own. */
    public void run() throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(agents.size());
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int stage = 0; stage < agents.size(); stage++) {
                StageAgent agent = agents.get(stage);
                var loop = new StageLoop(
                        wakeups.get(stage),
                        plan.settings().recovery().stall(),
                        () -> Thread.currentThread().isInterrupted(),
                        clock);
                running.add(threads.submit(() -> loop.run(agent)));
            }
            for (Future<?> stage : running) {
                stage.get();
            }
        } catch (ExecutionException failure) {
            throw new IllegalStateException(failure.getCause().getMessage(), failure.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    @Override
    public void close() {
        links.forEach(Link::close);
        kernels.forEach(Kernels::close);
    }
}
