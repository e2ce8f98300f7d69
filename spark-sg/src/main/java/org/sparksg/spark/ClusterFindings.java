package org.sparksg.spark;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.apache.spark.SparkConf;
import org.apache.spark.scheduler.ExternalClusterManager;

/** What the preflight finds about the cluster: whether there is one, and whether each stage gets an executor. */
final class ClusterFindings {
    private final SparkConf conf;
    private final Function<String, String> environment;

    /** Prepares to look at settings and at the variables of the environment. */
    ClusterFindings(SparkConf conf, Function<String, String> environment) {
        this.conf = conf;
        this.environment = environment;
    }

    List<Finding> all(int stages) {
        List<Finding> findings = new ArrayList<>();
        findings.add(session());
        findings.add(manager());
        if (Cluster.isLocalCluster(conf)) {
            findings.add(workFolder());
        }
        findings.add(code());
        findings.add(slots(stages));
        findings.add(placement());
        return findings;
    }

    private Finding session() {
        return conf.contains("spark.remote")
                ? Finding.failure(
                        "session",
                        "Spark Connect at " + conf.get("spark.remote"),
                        "use a classic session: unset spark.remote")
                : Finding.ok("session", "classic");
    }

    private Finding manager() {
        String master = Cluster.master(conf);
        boolean ownKind = Cluster.isOneMachine(conf) || Cluster.isStandalone(conf);
        return ownKind || hasManager(master)
                ? Finding.ok("cluster manager", "spark.master = " + master)
                : Finding.failure(
                        "cluster manager",
                        "this Spark has none for spark.master = " + master,
                        "set SPARK_HOME to a Spark installation that supports it, or check the spelling: yarn,"
                                + " k8s://https://HOST:PORT, spark://HOST:PORT, local-cluster[N,1,1024]");
    }

    private static boolean hasManager(String master) {
        return StreamSupport.stream(
                        ServiceLoader.load(ExternalClusterManager.class).spliterator(), false)
                .anyMatch(manager -> manager.canCreate(master));
    }

    /** The executors of a local cluster run in folders below {@code SPARK_HOME}; Spark ends the JVM if it cannot make them. */
    private Finding workFolder() {
        String home = environment.apply("SPARK_HOME");
        if (home == null) {
            return Finding.failure(
                    "work folder", "SPARK_HOME is not set, executors find no Spark", "start through jobs/spark-sg");
        }
        Path work = Path.of(home, "work");
        Path place = Files.exists(work) ? work : Path.of(home);
        return Files.isDirectory(place) && Files.isWritable(place)
                ? Finding.ok("work folder", work.toString())
                : Finding.failure(
                        "work folder",
                        work + " cannot be written, but each executor on this machine gets a folder there",
                        "make it writable, or unset SPARK_HOME");
    }

    private Finding code() {
        boolean here = Cluster.isOneMachine(conf) || !Cluster.isStandalone(conf) || conf.contains("spark.jars");
        return here
                ? Finding.ok("code", "comes with the application")
                : Finding.warning(
                        "code",
                        "nothing is sent to the workers: they must have spark-sg and its libraries on their class path",
                        "set SPARK_HOME: spark-submit then sends one jar with all of it");
    }

    private Finding slots(int stages) {
        int slots = Cluster.slots(conf);
        if (slots == 0) {
            return Finding.ok("slots", "the settings do not tell; the launch waits for " + stages);
        }
        return slots >= stages
                ? Finding.ok("slots", slots + " for " + stages + " stages")
                : Finding.failure("slots", slots + " for " + stages + " stages", moreSlots(stages));
    }

    private String moreSlots(int stages) {
        String cure = "spark.executor.instances=" + stages;
        if (Cluster.isStandalone(conf)) {
            cure = "spark.cores.max=" + stages * Cluster.executorCores(conf);
        } else if (Cluster.isOneMachine(conf)) {
            cure = "spark.master=local-cluster[" + stages + ",1,1024]";
        }
        return cure + ", or fewer stages";
    }

    private Finding placement() {
        if (Cluster.isOneProcess(conf)) {
            return Finding.warning(
                    "one stage per executor",
                    "all stages share the driver's process",
                    "--master local-cluster[N,1,1024] gives each its own");
        }
        int cores = Cluster.executorCores(conf);
        int cpus = conf.getInt(SparkDefaults.TASK_CPUS, 1);
        String fact = SparkDefaults.TASK_CPUS + " = " + cpus + " of " + cores + " cores";
        return cpus * 2 > cores
                ? Finding.ok("one stage per executor", fact)
                : Finding.failure(
                        "one stage per executor",
                        fact + " leaves room for two stages",
                        SparkDefaults.TASK_CPUS + "=" + (cores / 2 + 1));
    }
}
