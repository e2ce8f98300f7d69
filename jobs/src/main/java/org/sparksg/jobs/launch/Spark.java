package org.sparksg.jobs.launch;

import java.util.List;
import java.util.Set;
import org.sparksg.jobs.ClusterOptions;
import org.sparksg.jobs.SparkCommand.Request;

/** The Spark that a driver is started on. */
sealed interface Spark permits BuiltSpark, InstalledSpark {
    /** More options for the driver's JVM. */
    String DRIVER_OPTIONS = "spark.driver.extraJavaOptions";

    /** Options before these. */
    String DEFAULT_OPTIONS = "spark.driver.defaultJavaOptions";

    /** What the launcher decides or completes, whoever has said it. */
    Set<String> COMPLETED = Set.of(
            ClusterOptions.MASTER, ClusterOptions.DEPLOY_MODE, ClusterOptions.JARS, DRIVER_OPTIONS, DEFAULT_OPTIONS);

    /** The user's variable with more options for the driver's JVM. */
    String VARIABLE = "SPARK_SG_JAVA_OPTIONS";

    /**
     * Returns what the script puts into the command of the driver.
     *
     * @param request what the conf file asks for
     * @param packing what the conf file consists of
     * @param ours the words of the user for us
     * @param others those for {@code spark-submit}
     */
    List<String> words(Request request, Packing packing, List<String> ours, List<String> others);
}
