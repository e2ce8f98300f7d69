package org.sparksg.spark;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;

/** What an application's settings say about the cluster that it runs on. */
final class Cluster {
    private static final Pattern LOCAL_CLUSTER = Pattern.compile("local-cluster\\[ *([0-9]+) *,.*");
    private static final Pattern LOCAL = Pattern.compile("local(\\[([0-9]+|\\*).*\\])?");

    private Cluster() {}

    private static String master(SparkConf conf) {
        return conf.get("spark.master", "local");
    }

    /** Returns whether executors are threads of the driver. */
    static boolean isOneProcess(SparkConf conf) {
        return LOCAL.matcher(master(conf)).matches();
    }

    /** Returns whether all executors run on the driver's machine. */
    static boolean isOneMachine(SparkConf conf) {
        return isOneProcess(conf)
                || LOCAL_CLUSTER.matcher(master(conf)).matches()
                || master(conf).matches("spark://(127\\.0\\.0\\.1|localhost)(:.*)?")
                || conf.get("spark.driver.host", "").equals("127.0.0.1");
    }

    /** Returns whether no container limits the memory of an executor. */
    static boolean hasNoContainers(SparkConf conf) {
        return !master(conf).startsWith("yarn") && !master(conf).startsWith("k8s");
    }

    /** Returns how many stages can run at once, or 0 if the settings do not tell. */
    static int slots(SparkConf conf) {
        Matcher localCluster = LOCAL_CLUSTER.matcher(master(conf));
        if (localCluster.matches()) {
            return Integer.parseInt(localCluster.group(1));
        }
        Matcher local = LOCAL.matcher(master(conf));
        if (local.matches()) {
            String threads = local.group(2);
            return threads == null
                    ? 1
                    : threads.equals("*") ? Runtime.getRuntime().availableProcessors() : Integer.parseInt(threads);
        }
        if (conf.contains("spark.cores.max")) {
            return conf.getInt("spark.cores.max", 0) / conf.getInt("spark.executor.cores", 1);
        }
        return hasNoContainers(conf) ? 0 : conf.getInt("spark.executor.instances", 2);
    }
}
