package org.sparksg.spark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.spark.Success$;
import org.apache.spark.scheduler.JobSucceeded$;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.scheduler.StageInfo;
import org.apache.spark.scheduler.TaskInfo;
import org.apache.spark.scheduler.TaskLocality;
import scala.Option;
import scala.collection.immutable.List$;

/** An application without a cluster: a test plays Spark's part, and sees what the driver asked for. */
final class PlayedSpark implements Application {
    final List<SparkListener> listeners = new ArrayList<>();
    final List<String> cancelled = new ArrayList<>();
    int executors;
    String lastWords = "";
    private final Map<String, String> losses = new LinkedHashMap<>();
    List<String> stillborn = List.of();
    String troubles = "";
    Optional<String> ended = Optional.empty();

    @Override
    public int executors() {
        return executors;
    }

    @Override
    public String lastWords(String executor) {
        return lastWords;
    }

    @Override
    public List<String> stillborn() {
        return stillborn;
    }

    @Override
    public String troubles() {
        return troubles;
    }

    @Override
    public Optional<String> ended() {
        return ended;
    }

    @Override
    public void listen(SparkListener listener) {
        listeners.add(listener);
        losses.forEach((executor, reason) ->
                listener.onExecutorRemoved(new SparkListenerExecutorRemoved(0, executor, reason)));
    }

    @Override
    public void stopListening(SparkListener listener) {
        listeners.remove(listener);
    }

    @Override
    public void cancel(String group) {
        cancelled.add(group);
    }

    /** Starts a job of one stage. {@code group}: null for one of no group. */
    void startJob(int job, String group, int stage) {
        Properties properties = new Properties();
        if (group != null) {
            properties.setProperty("spark.jobGroup.id", group);
        }
        var stages = List$.MODULE$.<StageInfo>empty().$colon$colon(stage(stage));
        tell(listener -> listener.onJobStart(new SparkListenerJobStart(job, 0, stages, properties)));
    }

    void endJob(int job) {
        tell(listener -> listener.onJobEnd(new SparkListenerJobEnd(job, 0, JobSucceeded$.MODULE$)));
    }

    void startTask(int stage, long task) {
        tell(listener -> listener.onTaskStart(new SparkListenerTaskStart(stage, 0, task(task))));
    }

    void endTask(int stage, long task) {
        tell(listener -> listener.onTaskEnd(
                new SparkListenerTaskEnd(stage, 0, "ResultTask", Success$.MODULE$, task(task), null, null)));
    }

    /** Loses an executor as soon as somebody listens. */
    void loseWhenListening(String executor, String reason) {
        losses.put(executor, reason);
    }

    void loseExecutor(String executor, String reason) {
        tell(listener -> listener.onExecutorRemoved(new SparkListenerExecutorRemoved(0, executor, reason)));
    }

    private void tell(Consumer<SparkListener> event) {
        List.copyOf(listeners).forEach(event);
    }

    private static StageInfo stage(int stage) {
        return new StageInfo(
                stage,
                0,
                "gang",
                2,
                List$.MODULE$.empty(),
                List$.MODULE$.empty(),
                "",
                null,
                List$.MODULE$.empty(),
                Option.empty(),
                0,
                false,
                0);
    }

    private static TaskInfo task(long task) {
        return new TaskInfo(task, 0, 0, 0L, "0", "node", TaskLocality.ANY(), false);
    }
}
