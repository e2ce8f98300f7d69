package org.sparksg.spark;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;

/** What an application's settings say about the cluster that it runs on. Without a master it is this machine. */
final class Cluster {
    static final String CORES = "spark.executor.cores";
    static final String INSTANCES = "spark.executor.instances";
    static final String MAX_CORES = "spark.cores.max";

    private static final Pattern LOCAL_CLUSTER =
            Pattern.compile("local-cluster\\[ *([0-9]+) *, *([0-9]+) *, *([0-9]+) *]");
    private static final Pattern LOCAL = Pattern.compile("local(\\[([0-9]+|\\*).*\\])?");

    private Cluster() {}

    static String master(SparkConf conf) {
        return conf.get("spark.master", "");
    }

    /** Returns whether executors are threads of the driver. */
    static boolean isOneProcess(SparkConf conf) {
        return LOCAL.matcher(master(conf)).matches();
    }

    /** Returns whether each executor is a child process of the driver. */
    static boolean isLocalCluster(SparkConf conf) {
        return LOCAL_CLUSTER.matcher(master(conf)).matches();
    }

    /** Returns whether executors run in a cluster of Spark's own kind. */
    static boolean isStandalone(SparkConf conf) {
        return master(conf).startsWith("spark://");
    }

    /** Returns whether all executors run on the driver's machine. */
    static boolean isOneMachine(SparkConf conf) {
        return isOneProcess(conf)
                || isLocalCluster(conf)
                || master(conf).matches("(spark://(127\\.0\\.0\\.1|localhost)(:.*)?)?")
                || conf.get("spark.driver.host", "").equals("127.0.0.1");
    }

    /** Returns where a cluster tells why executors do not come or end, for whoever operates it. */
    static String whereToLook(SparkConf conf, String application) {
        String master = master(conf);
        if (master.startsWith("k8s")) {
            return "Why pods wait or end: kubectl -n " + conf.get("spark.kubernetes.namespace", "default")
                    + " describe pods -l spark-app-selector=" + application;
        }
        if (master.startsWith("yarn")) {
            return "Why containers wait or end: yarn application -status " + application
                    + ", and yarn logs -applicationId " + application;
        }
        return isStandalone(conf)
                ? "Why executors wait or end: the page of the master, " + master + ", and the folder work/"
                        + application + " of its workers"
                : "Why executors end: the lines above";
    }

    /** Returns whether no container limits the memory of an executor. */
    static boolean hasNoContainers(SparkConf conf) {
        return !master(conf).startsWith("yarn") && !master(conf).startsWith("k8s");
    }

    /** Returns how many cores an executor has. One of a standalone cluster takes its worker's, unless the settings say. */
    static int executorCores(SparkConf conf) {
        Matcher localCluster = LOCAL_CLUSTER.matcher(master(conf));
        int cores = localCluster.matches() ? Integer.parseInt(localCluster.group(2)) : 1;
        return conf.getInt(CORES, cores);
    }

    /** Returns how many stages can run at once, possibly none at all; empty if the settings do not tell. */
    static OptionalInt slots(SparkConf conf) {
        Matcher localCluster = LOCAL_CLUSTER.matcher(master(conf));
        if (localCluster.matches()) {
            return OptionalInt.of(Integer.parseInt(localCluster.group(1)));
        }
        Matcher local = LOCAL.matcher(master(conf));
        if (local.matches()) {
            return OptionalInt.of(threads(local.group(2)) / conf.getInt(SparkDefaults.TASK_CPUS, 1));
        }
        if (!hasNoContainers(conf)) {
            return OptionalInt.of(conf.getInt(INSTANCES, 2));
        }
        if (conf.contains(MAX_CORES)) {
            return OptionalInt.of(conf.getInt(MAX_CORES, 0) / executorCores(conf));
        }
        return master(conf).isEmpty()
                ? OptionalInt.of(Runtime.getRuntime().availableProcessors())
                : OptionalInt.empty(); // a standalone master has as many workers as it has
    }

    private static int threads(String count) {
        if (count == null) {
            return 1;
        }
        return count.equals("*") ? Runtime.getRuntime().availableProcessors() : Integer.parseInt(count);
    }
}
