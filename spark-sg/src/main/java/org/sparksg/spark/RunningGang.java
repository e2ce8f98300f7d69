package org.sparksg.spark;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tasks of one barrier job. */
final class RunningGang implements GangLauncher.Gang {
    private static final Logger LOG = LoggerFactory.getLogger(RunningGang.class);

    /** Longer than the task reaper lets a task live that does not hear. */
    private static final Duration LINGER = Duration.ofMinutes(3);

    /** Longer than Spark's events are on their way. */
    private static final Duration LAG = Duration.ofSeconds(3);

    private final JavaSparkContext context;
    private final String group;
    private final JavaFutureAction<List<String>> future;
    private final TaskCount tasks;
    private boolean cancelled;
    private long endingNs; // when the job ended or was cancelled

    RunningGang(JavaSparkContext context, String group, JavaFutureAction<List<String>> future, TaskCount tasks) {
        this.context = context;
        this.group = group;
        this.future = future;
        this.tasks = tasks;
    }

    @Override
    public boolean hasEnded() {
        if (future.isDone()) {
            ending();
        }
        boolean certain =
                tasks.isStarted() && !cancelled || isEndingFor(LAG); // starts of tasks may still be on their way
        boolean over = future.isDone() && certain && (tasks.isOver() || !tasks.isStarted());
        boolean lingers = !over && isEndingFor(LINGER);
        if (lingers) {
            LOG.warn("{} tasks of {} still run after {}; going on without them", tasks.running(), group, LINGER);
        }
        if (over || lingers) {
            context.sc().removeSparkListener(tasks);
        }
        return over || lingers;
    }

    private void ending() {
        endingNs = endingNs == 0 ? System.nanoTime() : endingNs;
    }

    private boolean isEndingFor(Duration time) {
        return endingNs != 0 && System.nanoTime() - endingNs > time.toNanos();
    }

    @Override
    public Optional<String> failure() {
        if (!future.isDone()) {
            return Optional.of("cancelled, but Spark has not ended the job");
        }
        try {
            future.get();
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
        context.cancelJobGroup(group);
    }
}
