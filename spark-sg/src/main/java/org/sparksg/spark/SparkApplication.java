package org.sparksg.spark;

import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;

/**
 * The application that a context stands for.
 *
 * @param schedulers what Spark's schedulers complained of
 */
record SparkApplication(JavaSparkContext context, SchedulerLog schedulers) implements Application {

    @Override
    public int executors() {
        return context.sc().statusTracker().getExecutorInfos().length - 1; // the driver is one of them
    }

    @Override
    public String lastWords(String executor) {
        return log().tail(executor);
    }

    /** Workers start an executor anew when one ends: those before the last ones have ended. */
    @Override
    public List<String> stillborn() {
        if (!Cluster.isLocalCluster(context.getConf())) {
            return List.of();
        }
        List<String> started = log().executors();
        int alive = Cluster.slots(context.getConf()).orElse(started.size());
        return started.subList(0, Math.max(0, started.size() - alive)).stream()
                .map(executor -> "executor " + executor + " ended\n  " + log().tail(executor))
                .toList();
    }

    @Override
    public Optional<String> ended() {
        if (!context.sc().isStopped()) {
            return Optional.empty();
        }
        String why = schedulers.errors();
        return Optional.of(
                why.isEmpty()
                        ? "nobody said why: see the cluster's log of "
                                + context.sc().applicationId()
                        : why);
    }

    @Override
    public String troubles() {
        String said = schedulers.all();
        return (said.isEmpty() ? "" : "\n  Spark's scheduler said: " + said) + "\n  "
                + Cluster.whereToLook(context.getConf(), context.sc().applicationId());
    }

    private ExecutorLog log() {
        return ExecutorLog.of(context.sc().applicationId(), context.getConf().get("spark.driver.port"));
    }

    @Override
    public void listen(SparkListener listener) {
        context.sc().addSparkListener(listener);
    }

    @Override
    public void stopListening(SparkListener listener) {
        context.sc().removeSparkListener(listener);
    }

    @Override
    public void cancel(String group) {
        context.cancelJobGroup(group);
    }
}
