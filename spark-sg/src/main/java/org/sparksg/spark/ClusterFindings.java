package org.sparksg.spark;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
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
                        "Spark Connect at " + conf.get("spark.remote").replaceFirst(";.*", ""), // a token may follow
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
        OptionalInt told = Cluster.slots(conf);
        if (told.isEmpty()) {
            return Finding.ok(
                    "slots",
                    "the settings do not tell, as " + Cluster.MAX_CORES + " would; the launch waits for " + stages);
        }
        int slots = told.getAsInt();
        String fact = slots + " for " + stages + " stages";
        if (slots >= stages) {
            return Finding.ok("slots", fact);
        }
        return slots == 0
                ? Finding.failure("slots", fact + ", for " + whyNone(), moreSlots(stages))
                : Finding.failure("slots", fact, moreSlots(stages) + ", or fewer stages");
    }

    /** Says which settings leave room for no stage at all. */
    private String whyNone() {
        if (Cluster.isOneProcess(conf)) {
            return SparkDefaults.TASK_CPUS + " = " + taskCpus() + " is more than " + Cluster.master(conf) + " has";
        }
        if (Cluster.isLocalCluster(conf)) {
            return Cluster.master(conf) + " has no executors";
        }
        return Cluster.hasNoContainers(conf)
                ? Cluster.MAX_CORES + " = " + conf.get(Cluster.MAX_CORES) + " is less than " + Cluster.CORES + " = "
                        + Cluster.executorCores(conf)
                : Cluster.INSTANCES + " = 0 asks for no executors";
    }

    private String moreSlots(int stages) {
        if (Cluster.isStandalone(conf)) {
            return Cluster.MAX_CORES + "=" + stages * Cluster.executorCores(conf);
        }
        return Cluster.isOneMachine(conf)
                ? "spark.master=local-cluster[" + stages + "," + taskCpus() + ",1024]"
                : Cluster.INSTANCES + "=" + stages;
    }

    private int taskCpus() {
        return conf.getInt(SparkDefaults.TASK_CPUS, 1);
    }

    private Finding placement() {
        if (Cluster.isOneProcess(conf)) {
            return Finding.warning(
                    "one stage per executor",
                    "all stages share the driver's process",
                    "--master local-cluster[N,1,1024] gives each its own");
        }
        int cores = Cluster.executorCores(conf);
        int cpus = taskCpus();
        String fact = SparkDefaults.TASK_CPUS + " = " + cpus + " of " + cores + " cores";
        List<SparkResource> whole = SparkResource.named(conf).stream()
                .filter(resource -> resource.isForOneTask(conf))
                .toList();
        if (cpus * 2 <= cores && !whole.isEmpty()) {
            SparkResource resource = whole.get(0);
            return Finding.ok(
                    "one stage per executor",
                    resource.taskKey() + " = " + conf.get(resource.taskKey()) + " of " + resource.amount(conf));
        }
        return cpus * 2 > cores
                ? Finding.ok("one stage per executor", fact)
                : Finding.failure(
                        "one stage per executor",
                        fact + " leaves room for two stages",
                        SparkDefaults.TASK_CPUS + "=" + (cores / 2 + 1));
    }
}
