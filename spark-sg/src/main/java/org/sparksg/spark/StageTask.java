package org.sparksg.spark;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.sparksg.checkpoint.CheckpointException;
import org.sparksg.checkpoint.CheckpointStore;
import org.sparksg.checkpoint.Manifest;
import org.sparksg.data.DataException;
import org.sparksg.data.Readers;
import org.sparksg.metrics.ParquetSink;
import org.sparksg.metrics.Sink;
import org.sparksg.metrics.Tee;
import org.sparksg.pipeline.DivergedException;
import org.sparksg.pipeline.Feed;
import org.sparksg.pipeline.RunPlan;
import org.sparksg.pipeline.RunSettings;
import org.sparksg.pipeline.StageAgent;
import org.sparksg.pipeline.StageLoop;
import org.sparksg.pipeline.StageModel;
import org.sparksg.storage.Fence;
import org.sparksg.storage.Retries;
import org.sparksg.tensor.GpuUse;
import org.sparksg.tensor.Gpus;
import org.sparksg.tensor.Kernels;
import org.sparksg.transport.LinkException;
import org.sparksg.transport.ParkingWakeup;
import org.sparksg.transport.Wakeup;

/**
 * One stage in one Spark task: allocates it, meets its neighbours, drives its agent to the end on the task's thread, and
 * reports a failure before it fails.
 *
 * @param job what to do
 */
record StageTask(StageJob job) {

    /** A failure that the driver has heard of. */
    private static final class Reported extends RuntimeException {
        private static final long serialVersionUID = 1;

        Reported(Throwable cause) {
            super(cause.getMessage(), cause);
        }
    }

    void run() {
        TaskContext context = TaskContext.get();
        int stage = context.partitionId();
        String compute = "not started";
        RunSettings.Compute settings = job.plan().settings().compute();
        ControlPlugin.send(new ControlMessage.Placed(job.launch(), placement(stage, compute)));
        boolean measure = !job.plan().settings().training().deterministic();
        try (Kernels kernels = open(settings, stage, measure)) {
            compute = kernels.describe();
            run(context, stage, kernels);
        } catch (Reported known) {
            throw known;
        } catch (Throwable failure) { // also errors, and what Spark throws without declaring it
            Throwable explained = explained(failure);
            report(context, placement(stage, compute), explained);
            throw new Reported(explained);
        }
    }

    private static Kernels open(RunSettings.Compute compute, int stage, boolean measure) {
        Gpus given = Executors.gpus();
        GpuFindings.requireGiven(compute, given);
        Gpus gpus = compute.gpu() == GpuUse.NEVER ? Gpus.NONE : given;
        return compute.backend().open(compute.of(stage), gpus, measure);
    }

    /** Says what to do where there is no memory for the tensors of a stage: another attempt would find no more. */
    static Throwable explained(Throwable failure) {
        boolean tensors = failure instanceof OutOfMemoryError
                && String.valueOf(failure.getMessage()).contains("physicalBytes"); // JavaCPP's words
        return tensors
                ? new IllegalArgumentException(
                        "the tensors of this stage do not fit: " + failure.getMessage()
                                + ": raise spark.executor.memory, cut the network into more stages, or make"
                                + " training.batch-size smaller",
                        failure)
                : failure;
    }

    /** Reads data. */
    interface Load<T> {
        T run() throws IOException;
    }

    /** Says what to do where the heap does not hold the data: another attempt would find no more. */
    static <T> T fitting(Load<T> load) throws IOException {
        try {
            return load.run();
        } catch (OutOfMemoryError e) {
            throw new IllegalArgumentException(
                    "the data of this stage do not fit into its heap of "
                            + (Runtime.getRuntime().maxMemory() >> 20) + " MiB (" + e.getMessage()
                            + "): set data.train.in-memory = false, raise spark.executor.memory, or read fewer examples",
                    e);
        }
    }

    private void run(TaskContext context, int stage, Kernels kernels) throws IOException {
        Configuration configuration = job.configuration();
        RunSettings settings = job.plan().settings();
        requireShared(job.directory(), job.fence(), configuration);
        StageModel model = new StageModel(job.plan(), stage, kernels);
        StageCheckpoints checkpoints = new StageCheckpoints(job, configuration);
        if (job.batchesDone() > 0) {
            checkpoints.restore(startingPoint(configuration), model);
        }
        Wakeup wakeup = new ParkingWakeup();
        AtomicBoolean ending = new AtomicBoolean();
        try (Feed feed = job.plan().needsData(stage) ? fitting(() -> feed(configuration, wakeup)) : null;
                Rendezvous links = Rendezvous.meet(job, stage, context, wakeup);
                Sink sink = sink(model, links, configuration, () -> ending.get() || context.isInterrupted())) {
            long wallOffsetNs = System.currentTimeMillis() * 1_000_000 - System.nanoTime();
            StageAgent agent = new StageAgent(
                    job.plan(),
                    model,
                    new StageAgent.Surroundings(
                            links.below(), links.above(), feed, sink, checkpoints, System::nanoTime, wallOffsetNs),
                    job.launch().attempt(),
                    job.batchesDone());
            ControlPlugin.send(new ControlMessage.Ready(job.launch(), placement(stage, kernels.describe())));
            var loop = new StageLoop(wakeup, settings.recovery().stall(), context::isInterrupted, System::nanoTime);
            try {
                drive(context, placement(stage, kernels.describe()), loop, agent);
            } catch (Reported failed) {
                ending.set(true);
                keep(sink, agent.batchesDone(), failed.getCause());
                throw failed;
            }
            if (feed != null) {
                feed.check();
            }
        }
    }

    /**
     * Proves that this process sees what the driver writes, and can write there: on disks of their own, two machines have two folders of
     * one path.
     *
     * @throws IllegalArgumentException if it does not: another attempt would see no more
     */
    static void requireShared(String directory, Fence fence, Configuration configuration) {
        if (!directory.startsWith("file:")) {
            return;
        }
        try {
            fence.check(configuration);
        } catch (UncheckedIOException unseen) {
            if (!(unseen.getCause() instanceof FileNotFoundException)) {
                throw unseen; // such as that this stage is cancelled
            }
            throw new IllegalArgumentException("output.directory: " + directory + " is a path of local disks, and this"
                    + " machine does not see there what the driver writes (" + unseen.getMessage()
                    + "): mount one folder on all machines, or give one that all of them see, such as"
                    + " hdfs:///user/me/runs"); // without its cause, which would look like trouble that passes
        }
        requireWritable(directory);
    }

    /** Proves that this process can write where the driver writes: a folder may be mounted for reading, or belong to another user. */
    static void requireWritable(String directory) {
        Path probe = new Path(directory, "_probe-" + UUID.randomUUID());
        try {
            Files.delete(Files.createFile(java.nio.file.Path.of(probe.toUri().getPath())));
        } catch (FileSystemException e) {
            boolean refused = e instanceof AccessDeniedException || "Read-only file system".equals(e.getReason());
            if (!refused) {
                throw new UncheckedIOException(directory + ": " + e.getMessage(), e);
            }
            throw new IllegalArgumentException("output.directory: the user " + System.getProperty("user.name")
                    + " of this machine's executor may not write into " + directory + " (" + e
                    + "): mount it for writing,"
                    + " and give that user the right to");
        } catch (IOException e) {
            throw new UncheckedIOException(directory + ": " + e.getMessage(), e);
        }
    }

    private Feed feed(Configuration configuration, Wakeup wakeup) throws IOException {
        RunPlan plan = job.plan();
        RunSettings settings = plan.settings();
        Readers.Owner owner = Feed.owner(plan, wakeup::signal);
        return new Feed(plan, Readers.open(settings.data(), configuration, settings.seed(), plan.data(), owner));
    }

    /** Reports a failure before the links close: else the neighbours' complaints could come first. */
    private void drive(TaskContext context, Placement placement, StageLoop loop, StageAgent agent) {
        try {
            if (!loop.run(agent)) {
                throw new IllegalStateException("stage " + placement.stage() + " was told to stop");
            }
        } catch (RuntimeException | Error failure) {
            report(context, placement, failure);
            throw new Reported(failure);
        }
    }

    /** Makes visible what happened since the last checkpoint; a run that goes on from there takes it back. */
    private static void keep(Sink sink, long batchesDone, Throwable failure) {
        boolean interrupted = Thread.interrupted(); // an interrupted thread cannot wait for the file system
        try {
            sink.roll(batchesDone + 1);
        } catch (RuntimeException lost) {
            failure.addSuppressed(lost);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private Manifest startingPoint(Configuration configuration) {
        Optional<Manifest> manifest = new CheckpointStore(configuration, job.directory())
                .complete().stream()
                        .filter(complete -> complete.batchId() == job.batchesDone())
                        .findFirst();
        return manifest.orElseThrow(() -> new IllegalStateException("the checkpoint after " + job.batchesDone()
                + " batches is not to be seen in " + job.directory() + " from " + Executors.host()
                + ": is it on a shared file system?"));
    }

    /** {@code over}: whether the stage is ending, so that it bears no trouble of a file system any more. */
    private Sink sink(StageModel model, Rendezvous links, Configuration configuration, BooleanSupplier over) {
        var readings = new ControlSink.Readings(model.credit()::loss, links::sentBytes, links::receivedBytes);
        Runnable fence = () -> job.fence().check(configuration);
        return new Tee(List.of(
                new FencedSink(
                        fence,
                        new Retries(job.plan().settings().recovery().storage(), over),
                        new ParquetSink(
                                configuration,
                                job.directory(),
                                job.plan().settings().name(),
                                job.launch().attempt(),
                                0,
                                String.format("s%02d", model.range().stage()),
                                fence)),
                new ControlSink(job.plan(), job.launch(), System::nanoTime, readings, ControlPlugin::send)));
    }

    private static Placement placement(int stage, String compute) {
        return new Placement(stage, Executors.id(), Executors.host(), Executors.pid(), compute, Executors.gpus());
    }

    /** Returns whether another attempt would fail in the same way: not where a file system failed in between. */
    static boolean isWrongInput(Throwable failure) {
        boolean trouble =
                Stream.iterate(failure, Objects::nonNull, Throwable::getCause).anyMatch(IOException.class::isInstance);
        return !trouble
                && (failure instanceof DataException
                        || failure instanceof IllegalArgumentException
                        || failure instanceof CheckpointException
                        || failure instanceof DivergedException);
    }

    private void report(TaskContext context, Placement placement, Throwable failure) {
        boolean consequence = failure instanceof LinkException || context.isInterrupted();
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        try {
            ControlPlugin.send(new ControlMessage.Failed(
                    job.launch(),
                    placement,
                    consequence,
                    isWrongInput(failure),
                    String.valueOf(failure.getMessage()),
                    trace.toString()));
        } catch (RuntimeException unreachable) {
            failure.addSuppressed(unreachable);
        }
    }
}
