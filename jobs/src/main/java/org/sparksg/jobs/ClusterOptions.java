package org.sparksg.jobs;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where the application of a command runs. {@code jobs/spark-sg} acts on them before there is a driver. */
public final class ClusterOptions {
    /** Spark's property for the address of the cluster. */
    public static final String MASTER = "spark.master";

    /** Spark's property for where the driver runs: here or in the cluster. */
    public static final String DEPLOY_MODE = "spark.submit.deployMode";

    /** Spark's property for the jars of the user. */
    public static final String JARS = "spark.jars";

    private static final List<String> MODES = List.of("client", "cluster");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--master",
            paramLabel = "URL",
            description =
                    "Spark's master. Left out: one JVM per stage on this machine; this process where none trains.")
    private String master;

    @Option(
            names = "--deploy-mode",
            paramLabel = "MODE",
            description = "client: the driver runs here, and ends with this terminal. cluster: it runs in the cluster.")
    private String deployMode;

    @Option(names = "--queue", paramLabel = "NAME", description = "YARN's queue.")
    private String queue;

    @Option(
            names = "--jars",
            paramLabel = "JAR,...",
            description =
                    "Jars with classes that the conf file names, such as a rule of yours. Executors get them, too.")
    private String jars;

    /** Returns the master, if it was given. */
    public Optional<String> master() {
        return Optional.ofNullable(master);
    }

    /** Returns the queue, if it was given. */
    public Optional<String> queue() {
        return Optional.ofNullable(queue);
    }

    /** Returns the jars as they were given. */
    public Optional<String> jars() {
        return Optional.ofNullable(jars);
    }

    /** Returns the deploy mode, if it was given. */
    public Optional<String> deployMode() {
        if (deployMode != null && !MODES.contains(deployMode)) {
            throw new ParameterException(
                    spec.commandLine(), "--deploy-mode = " + deployMode + ": must be client or cluster");
        }
        return Optional.ofNullable(deployMode);
    }

    /** Returns what they say as properties of Spark, and lets this thread see the classes of the jars. */
    Map<String, String> properties() {
        Map<String, String> properties = new TreeMap<>();
        master().ifPresent(url -> properties.put(MASTER, url));
        jars().flatMap(UserJars::load).ifPresent(files -> properties.put(JARS, files));
        return properties;
    }

    /** Says what came too late for the application that this is the driver of. */
    void check() {
        if (Parcel.isHere()) {
            return; // the launcher has seen to it
        }
        String mode = System.getProperty(DEPLOY_MODE, "client");
        if (!deployMode().orElse(mode).equals(mode)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--deploy-mode = " + deployMode + ": this driver runs in mode " + mode
                            + " already: submit with jobs/spark-sg and SPARK_HOME set, or give it to spark-submit"
                            + " before the jar");
        }
    }
}
