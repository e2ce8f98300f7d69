package org.sparksg.pipeline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import org.sparksg.data.DataSets;
import org.sparksg.data.Readers;
import org.sparksg.metrics.Sink;
import org.sparksg.nn.Variables;
import org.sparksg.tensor.Kernels;
import org.sparksg.transport.Faults;
import org.sparksg.transport.FaultyLink;
import org.sparksg.transport.Link;
import org.sparksg.transport.MemoryLink;
import org.sparksg.transport.ParkingWakeup;
import org.sparksg.transport.Wakeup;

/**
 * A whole run in one JVM: the same agents as on a cluster, joined by links in memory. The reference that every other way to
 * run a pipeline must agree with, and the way to try things on one machine: with the faults of the transport settings, if
 * there are any, also a slow network.
 */
public final class InProcessPipeline implements AutoCloseable {
    private final RunPlan plan;
    private final LongSupplier clock;
    private final List<Kernels> kernels = new ArrayList<>();
    private final List<StageModel> models = new ArrayList<>();
    private final List<Wakeup> wakeups = new ArrayList<>();
    private final List<Link> links = new ArrayList<>();
    private final List<Feed> feeds = new ArrayList<>();
    private final List<StageAgent> agents = new ArrayList<>();

    /**
     * Allocates all stages.
     *
     * @param plan the run
     * @param data opens its data, for each stage that reads them, which wants to hear when some have come
     * @param newKernels the kernels of each stage; closed with the pipeline
     * @param sinks takes the events of each stage
     * @param saver takes the checkpoints of all stages, from their threads
     * @param clock a steady clock, nanoseconds
     */
    public InProcessPipeline(
            RunPlan plan,
            Function<Runnable, Readers> data,
            IntFunction<Kernels> newKernels,
            IntFunction<Sink> sinks,
            Saver saver,
            LongSupplier clock) {
        this.plan = plan;
        this.clock = clock;
        try {
            allocate(data, newKernels, sinks, saver);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** Allocates all stages for data in memory. */
    public InProcessPipeline(
            RunPlan plan,
            DataSets data,
            IntFunction<Kernels> newKernels,
            IntFunction<Sink> sinks,
            Saver saver,
            LongSupplier clock) {
        this(
                plan,
                arrived -> Readers.of(data, plan.settings().seed(), Feed.owner(plan, arrived)),
                newKernels,
                sinks,
                saver,
                clock);
    }

    private void allocate(
            Function<Runnable, Readers> data, IntFunction<Kernels> newKernels, IntFunction<Sink> sinks, Saver saver) {
        int stages = plan.stages().size();
        for (int stage = 0; stage < stages; stage++) {
            kernels.add(newKernels.apply(stage));
            models.add(new StageModel(plan, stage, kernels.get(stage)));
            wakeups.add(new ParkingWakeup());
        }
        Link below = null;
        for (int stage = 0; stage < stages; stage++) {
            MemoryLink.Pair pair = stage == stages - 1 ? null : connect(stage);
            Link above = pair == null ? null : open(pair.lower(), stage);
            Feed feed = plan.needsData(stage) ? feed(data, wakeups.get(stage)) : null;
            var around = new StageAgent.Surroundings(below, above, feed, sinks.apply(stage), saver, clock, 0);
            agents.add(new StageAgent(plan, models.get(stage), around, 0, 0));
            below = pair == null ? null : open(pair.upper(), stage + 1);
        }
    }

    private Feed feed(Function<Runnable, Readers> data, Wakeup wakeup) {
        Feed feed = new Feed(plan, data.apply(wakeup::signal));
        feeds.add(feed);
        return feed;
    }

    private MemoryLink.Pair connect(int stage) {
        var type = models.get(stage).variables().parameters().flat().type();
        return MemoryLink.pair(
                plan.upwards(stage, type),
                plan.downwards(stage, type),
                new MemoryLink.End("stage " + stage, wakeups.get(stage)),
                new MemoryLink.End("stage " + (stage + 1), wakeups.get(stage + 1)),
                clock);
    }

    private Link open(Link end, int stage) {
        Faults faults = plan.settings().transport().faults();
        Link link = faults.isNone() ? end : new FaultyLink(end, faults, clock, wakeups.get(stage));
        links.add(link);
        return link;
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

    /**
     * Runs to the end, each stage on a thread of its own.
     *
     * @throws IllegalStateException with the message and the cause of the first stage that failed; the others are stopped
     */
    public void run() throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(agents.size());
        var finished = new ExecutorCompletionService<Boolean>(threads);
        try {
            List<Future<Boolean>> running = new ArrayList<>();
            for (int stage = 0; stage < agents.size(); stage++) {
                StageAgent agent = agents.get(stage);
                StageLoop loop = loop(stage);
                running.add(finished.submit(() -> loop.run(agent)));
            }
            for (int i = 0; i < running.size(); i++) {
                finished.take().get();
            }
        } catch (ExecutionException failure) {
            throw new IllegalStateException(failure.getCause().getMessage(), failure.getCause());
        } finally {
            threads.shutdownNow();
            join(threads);
        }
    }

    private StageLoop loop(int stage) {
        return new StageLoop(
                wakeups.get(stage),
                plan.settings().recovery().stall(),
                () -> Thread.currentThread().isInterrupted(),
                clock);
    }

    /** Nobody may free tensors that a stage still computes with. */
    private void join(ExecutorService threads) throws InterruptedException {
        Duration limit = plan.settings().recovery().stall();
        if (!threads.awaitTermination(limit.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new IllegalStateException("a stage still works " + limit.toSeconds() + " s after it was stopped");
        }
    }

    @Override
    public void close() {
        feeds.forEach(Feed::close);
        links.forEach(Link::close);
        kernels.forEach(Kernels::close);
    }
}
