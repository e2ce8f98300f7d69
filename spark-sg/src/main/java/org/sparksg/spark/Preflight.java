package org.sparksg.spark;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.network.util.JavaUtils;

/**
 * Looks for what would make a run hang or fail, before it starts: each finding is a fact, a verdict, and the property to
 * change. Takes a moment and touches nothing but a test file in the output directory.
 */
public final class Preflight {
    private static final String BARRIER_TIMEOUT = "spark.barrier.sync.timeout";
    private static final long LONGEST_BARRIER_S = Duration.ofHours(1).toSeconds();

    private final SparkConf conf;
    private final Configuration hadoop;

    /** Prepares to look at an application's settings. */
    public Preflight(SparkConf conf, Configuration hadoop) {
        this.conf = conf;
        this.hadoop = hadoop;
    }

    /**
     * Looks at everything that can be seen from the driver.
     *
     * @param stages how many stages the run will have; 0 if unknown
     * @param output the output directory
     */
    public List<Finding> inspect(int stages, String output) {
        List<Finding> findings = new ArrayList<>();
        findings.add(java());
        findings.add(master());
        findings.add(plugin());
        findings.add(dynamicAllocation());
        findings.add(slots(stages));
        findings.add(placement());
        findings.add(barrierTimeout());
        findings.add(reaper());
        findings.add(threads());
        findings.add(vectorModule());
        findings.add(nativeMemory());
        findings.add(kryo());
        findings.add(encryption());
        findings.add(output(output));
        return findings;
    }

    private static Finding java() {
        int version = Runtime.version().feature();
        return version >= 17
                ? Finding.ok("Java", Runtime.version().toString())
                : Finding.failure("Java", Runtime.version().toString(), "run on Java 17 or newer");
    }

    private Finding master() {
        String master = conf.get("spark.master", "none");
        if (conf.contains("spark.remote")) {
            return Finding.failure(
                    "session",
                    "Spark Connect at " + conf.get("spark.remote"),
                    "use a classic session: unset spark.remote");
        }
        return Finding.ok("session", "classic, spark.master = " + master);
    }

    private Finding plugin() {
        String name = ControlPlugin.class.getName();
        return conf.get("spark.plugins", "").contains(name)
                ? Finding.ok("control path", "spark.plugins has " + name)
                : Finding.failure("control path", "the control plugin is not loaded", "spark.plugins=" + name);
    }

    private Finding dynamicAllocation() {
        return conf.getBoolean("spark.dynamicAllocation.enabled", false)
                ? Finding.failure(
                        "dynamic allocation",
                        "on; barrier stages refuse to run with it (SPARK-24942)",
                        "spark.dynamicAllocation.enabled=false")
                : Finding.ok("dynamic allocation", "off");
    }

    private Finding slots(int stages) {
        int slots = Cluster.slots(conf);
        if (slots == 0) {
            return Finding.ok("slots", "the cluster manager does not say; the launch waits for " + stages);
        }
        return slots >= stages
                ? Finding.ok("slots", slots + " for " + stages + " stages")
                : Finding.failure(
                        "slots",
                        slots + " for " + stages + " stages",
                        "spark.executor.instances=" + stages + " (standalone: spark.cores.max), or fewer stages");
    }

    private Finding placement() {
        if (Cluster.isOneProcess(conf)) {
            return Finding.warning(
                    "one stage per executor",
                    "all stages share the driver's process",
                    "--master local-cluster[N,1,1024] gives each its own");
        }
        int cores = conf.getInt("spark.executor.cores", 1);
        int cpus = conf.getInt("spark.task.cpus", 1);
        return cpus * 2 > cores
                ? Finding.ok("one stage per executor", "spark.task.cpus = " + cpus + " of " + cores + " cores")
                : Finding.failure(
                        "one stage per executor",
                        "spark.task.cpus = " + cpus + " of " + cores + " cores leaves room for two stages",
                        "spark.task.cpus=" + (cores / 2 + 1));
    }

    private Finding barrierTimeout() {
        long seconds = JavaUtils.timeStringAsSec(conf.get(BARRIER_TIMEOUT, "31536000"));
        return seconds <= LONGEST_BARRIER_S
                ? Finding.ok("barrier timeout", seconds + " s")
                : Finding.warning(
                        "barrier timeout",
                        seconds + " s: a stage that never comes is waited for",
                        BARRIER_TIMEOUT + "=300s");
    }

    private Finding reaper() {
        return conf.getBoolean("spark.task.reaper.enabled", false)
                ? Finding.ok("task reaper", "on")
                : Finding.warning(
                        "task reaper",
                        "off: a stage stuck in native code keeps its slot",
                        "spark.task.reaper.enabled=true");
    }

    private Finding threads() {
        String threads = conf.get("spark.executorEnv.OMP_NUM_THREADS", "");
        String effective = threads.isEmpty() ? conf.get("spark.task.cpus", "1") : threads;
        return effective.equals("1")
                ? Finding.ok("OMP threads", "1 per stage")
                : Finding.warning(
                        "OMP threads",
                        effective + " per stage: often slower than 1, since two thread pools spin on the same cores",
                        "spark.executorEnv.OMP_NUM_THREADS=1");
    }

    private Finding vectorModule() {
        String options =
                conf.get("spark.executor.extraJavaOptions", "") + conf.get("spark.executor.defaultJavaOptions", "");
        boolean there = options.contains("jdk.incubator.vector")
                || org.apache.spark.package$.MODULE$.SPARK_VERSION().compareTo("4") >= 0;
        return there
                ? Finding.ok("vector kernels", "jdk.incubator.vector is open")
                : Finding.warning(
                        "vector kernels",
                        "closed: stages fall back to the portable kernels",
                        "spark.executor.extraJavaOptions=--add-modules=jdk.incubator.vector");
    }

    private Finding nativeMemory() {
        long executor = JavaUtils.byteStringAsMb(conf.get("spark.executor.memory", "1g"));
        long overhead = conf.contains("spark.executor.memoryOverhead")
                ? JavaUtils.byteStringAsMb(conf.get("spark.executor.memoryOverhead"))
                : Math.max(384, executor / 10);
        String fact = "heap " + executor + " MiB, overhead " + overhead + " MiB for tensors and natives";
        return overhead >= 1024 || Cluster.hasNoContainers(conf)
                ? Finding.ok("native memory", fact)
                : Finding.warning(
                        "native memory",
                        fact + ": a container may be killed",
                        "spark.executor.memoryOverhead=2g (tensors live outside the heap)");
    }

    private Finding kryo() {
        boolean on = conf.get("spark.serializer", "").endsWith("KryoSerializer");
        boolean registered = conf.get("spark.kryo.registrator", "").contains(SparkSgKryoRegistrator.class.getName());
        return !on || registered
                ? Finding.ok("Kryo", on ? "on, with our registrator" : "off (the default serializer)")
                : Finding.warning(
                        "Kryo",
                        "on without our registrator: tensors cannot be sent in RDDs",
                        "spark.kryo.registrator=" + SparkSgKryoRegistrator.class.getName());
    }

    private Finding encryption() {
        boolean demanded = conf.getBoolean("spark.network.crypto.enabled", false)
                || conf.getBoolean("spark.ssl.rpc.enabled", false)
                || conf.getBoolean("spark.authenticate.enableSaslEncryption", false);
        return demanded
                ? Finding.warning(
                        "encryption",
                        "Spark's own traffic is encrypted, the links between stages authenticate but do not encrypt",
                        "run stages on a trusted network")
                : Finding.ok("encryption", "off; links between stages authenticate with a secret of the run");
    }

    private Finding output(String output) {
        Path directory = new Path(output);
        try {
            FileSystem fileSystem = directory.getFileSystem(hadoop);
            Path probe = new Path(directory, ".probe-" + UUID.randomUUID());
            try (FSDataOutputStream out = fileSystem.create(probe, true)) {
                out.write(1);
            }
            fileSystem.delete(probe, false);
            Path resolved = fileSystem.makeQualified(directory);
            return fileSystem.getUri().getScheme().equals("file") && !Cluster.isOneMachine(conf)
                    ? Finding.failure(
                            "output",
                            resolved + " is local, but the executors run on other machines",
                            "output.directory on a shared file system, such as hdfs:///user/me/runs")
                    : Finding.ok("output", resolved + " is writable");
        } catch (IOException | IllegalArgumentException e) {
            return Finding.failure("output", output + " cannot be written: " + e.getMessage(), "output.directory");
        }
    }

    /** Returns the settings that every run wants and that have to be there when the application starts. */
    public static Map<String, String> defaults() {
        return Map.ofEntries(
                Map.entry("spark.plugins", ControlPlugin.class.getName()),
                Map.entry("spark.dynamicAllocation.enabled", "false"),
                Map.entry("spark.scheduler.barrier.maxConcurrentTasksCheck.interval", "1s"),
                Map.entry("spark.scheduler.barrier.maxConcurrentTasksCheck.maxFailures", "60"),
                Map.entry("spark.scheduler.minRegisteredResourcesRatio", "1.0"),
                Map.entry(BARRIER_TIMEOUT, "300s"),
                Map.entry("spark.task.reaper.enabled", "true"),
                Map.entry("spark.task.reaper.killTimeout", "60s"),
                Map.entry("spark.executorEnv.OMP_NUM_THREADS", "1"),
                Map.entry("spark.executor.extraJavaOptions", "--add-modules=jdk.incubator.vector"),
                Map.entry("spark.executor.memoryOverhead", "2g"),
                Map.entry("spark.kryo.registrator", SparkSgKryoRegistrator.class.getName()));
    }
}
