package org.sparksg.spark;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparksg.time.Waiting;

/** The tasks of one barrier job. */
final class RunningGang implements GangLauncher.Gang {
    private static final Logger LOG = LoggerFactory.getLogger(RunningGang.class);

    private final Application application;
    private final String group;
    private final Future<?> job;
    private final TaskCount tasks;
    private final LongSupplier clock;
    private boolean cancelled;
    private Waiting ending; // from when the job ended or was cancelled

    /**
     * Follows a job.
     *
     * @param job ends when Spark calls the job ended, which some of its tasks may outlive
     * @param tasks counts the tasks of {@code group}; hears of them until the gang has ended
     * @param clock in nanoseconds
     */
    RunningGang(Application application, String group, Future<?> job, TaskCount tasks, LongSupplier clock) {
        this.application = application;
        this.group = group;
        this.job = job;
        this.tasks = tasks;
        this.clock = clock;
    }

    @Override
    public boolean hasEnded() {
        if (job.isDone()) {
            ending();
        }
        boolean certain = tasks.isStarted() && !cancelled
                || isEndingFor(EndLimits.EVENTS); // starts of tasks may still be on their way
        boolean over = job.isDone() && certain && (tasks.isOver() || !tasks.isStarted());
        boolean lingers = !over && isEndingFor(EndLimits.TASKS);
        if (lingers) {
            LOG.warn(
                    "{} tasks of {} still run after {}; going on without them",
                    tasks.running(),
                    group,
                    EndLimits.TASKS);
        }
        if (over || lingers) {
            application.stopListening(tasks);
        }
        return over || lingers;
    }

    private void ending() {
        ending = ending == null ? new Waiting(clock) : ending;
    }

    private boolean isEndingFor(Duration time) {
        return ending != null && ending.isBeyond(time);
    }

    @Override
    public Optional<String> failure() {
        if (!job.isDone()) {
            return Optional.of("cancelled, but Spark has not ended the job");
        }
        try {
            job.get();
            return Optional.empty();
        } catch (CancellationException e) {
            return Optional.of("cancelled");
        } catch (ExecutionException e) {
            return Optional.of(String.valueOf(e.getCause().getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted");
        }
    }

    @Override
    public void cancel() {
        ending();
        cancelled = true;
        application.cancel(group);
    }
}
