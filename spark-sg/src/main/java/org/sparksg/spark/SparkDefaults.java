package org.sparksg.spark;

import java.util.Map;
import org.apache.spark.SparkConf;

/**
 * The settings that a run wants and that have to be there when the application starts. What the user has set stays; lists and
 * options of the user's get our entry beside their own.
 */
public final class SparkDefaults {
    static final String PLUGINS = "spark.plugins";
    static final String JAVA_OPTIONS = "spark.executor.extraJavaOptions";
    static final String TASK_CPUS = "spark.task.cpus";
    static final String VECTOR_MODULE = "jdk.incubator.vector";

    private static final Map<String, String> VALUES = Map.of(
            "spark.dynamicAllocation.enabled",
            "false",
            "spark.scheduler.barrier.maxConcurrentTasksCheck.interval",
            "1s",
            "spark.scheduler.barrier.maxConcurrentTasksCheck.maxFailures",
            "60",
            "spark.scheduler.minRegisteredResourcesRatio",
            "1.0",
            "spark.task.reaper.enabled",
            "true",
            "spark.task.reaper.killTimeout",
            "150s", // longer than a stage waits for its tables
            "spark.executorEnv.OMP_NUM_THREADS",
            "1",
            "spark.executor.memoryOverhead",
            "2g");

    private SparkDefaults() {}

    /** Completes the settings of an application that trains so many stages, and returns them. */
    public static SparkConf complete(SparkConf conf, int stages) {
        complete(conf);
        if (Cluster.isStandalone(conf)) { // which would give it the whole cluster
            conf.setIfMissing(Cluster.MAX_CORES, Integer.toString(stages * Cluster.executorCores(conf)));
        }
        return conf;
    }

    /** Completes an application's settings, and returns them. */
    public static SparkConf complete(SparkConf conf) {
        VALUES.forEach(conf::setIfMissing);
        append(conf, PLUGINS, ",", ControlPlugin.class.getName());
        append(conf, JAVA_OPTIONS, " ", "--add-modules=" + VECTOR_MODULE);
        if (!Cluster.isOneProcess(conf)) {
            ownExecutors(conf);
        }
        return conf;
    }

    /** Lets a task take all cores, GPUs and the like of its executor, so that no two stages share one. */
    private static void ownExecutors(SparkConf conf) {
        if (Cluster.isLocalCluster(conf) || Cluster.isStandalone(conf)) {
            conf.setIfMissing(Cluster.CORES, Integer.toString(Cluster.executorCores(conf)));
        }
        conf.setIfMissing(TASK_CPUS, Integer.toString(Cluster.executorCores(conf)));
        SparkResource.named(conf).forEach(resource -> resource.complete(conf));
    }

    private static void append(SparkConf conf, String key, String separator, String entry) {
        String given = conf.get(key, "");
        if (!given.contains(entry)) {
            conf.set(key, given.isBlank() ? entry : given + separator + entry);
        }
    }
}
