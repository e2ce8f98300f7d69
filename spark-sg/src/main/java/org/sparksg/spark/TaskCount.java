package org.sparksg.spark;

import java.util.HashSet;
import java.util.Set;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.scheduler.StageInfo;
import scala.collection.Iterator;

/**
 * Counts the tasks of a job group that run. Spark calls a job ended as soon as one of its barrier tasks fails; the others go
 * on until they notice. Events come in order, so when the end of the job is heard the starts of its tasks have been, unless it
 * was cancelled: then some may follow.
 */
final class TaskCount extends SparkListener {
    private static final String GROUP = "spark.jobGroup.id";

    private final String group;
    private final Set<Integer> jobs = new HashSet<>();
    private final Set<Integer> stages = new HashSet<>();
    private final Set<Long> running = new HashSet<>();
    private boolean jobEnded;

    TaskCount(String group) {
        this.group = group;
    }

    /** Returns whether the job was ever started: Spark gives up one that finds too few slots without starting it. */
    synchronized boolean isStarted() {
        return !jobs.isEmpty();
    }

    /** Returns whether the job has ended, and its tasks too. */
    synchronized boolean isOver() {
        return jobEnded && running.isEmpty();
    }

    /** Returns how many tasks run. */
    synchronized int running() {
        return running.size();
    }

    @Override
    public synchronized void onJobStart(SparkListenerJobStart start) {
        if (start.properties() != null && group.equals(start.properties().getProperty(GROUP))) {
            jobs.add(start.jobId());
            Iterator<StageInfo> infos = start.stageInfos().iterator();
            while (infos.hasNext()) {
                stages.add(infos.next().stageId());
            }
        }
    }

    @Override
    public synchronized void onTaskStart(SparkListenerTaskStart start) {
        if (stages.contains(start.stageId())) {
            running.add(start.taskInfo().taskId());
        }
    }

    @Override
    public synchronized void onTaskEnd(SparkListenerTaskEnd end) {
        if (end.taskInfo() != null) {
            running.remove(end.taskInfo().taskId());
        }
    }

    @Override
    public synchronized void onJobEnd(SparkListenerJobEnd end) {
        jobEnded |= jobs.contains(end.jobId());
    }
}
