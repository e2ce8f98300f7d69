package org.sparksg.spark;

import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.sparksg.storage.Claimant;

/**
 * What a cluster manager knows an application by, and starts it again with, driver and all: after a crash of the driver or of its machine
 * (YARN's second attempt, {@code --supervise}, a new driver pod). What was submitted once is one run, however often that happens.
 */
public final class Submission {
    /** Names it where no manager does, such as an operator that submits anew. */
    public static final String KEY = "spark.sg.submission";

    private static final String DEPLOY_MODE = "spark.submit.deployMode";
    private static final String TIME = "spark.app.submitTime";
    private static final String YARN_ID = "spark.yarn.app.id"; // in a driver on YARN from its start on
    private static final String ID = "spark.app.id"; // in a driver's pod from its start on
    private static final String DRIVER_POD = "spark.kubernetes.submitInDriver";

    private Submission() {}

    /** Returns the driver of an application, as the folders tell that it claims. */
    public static Claimant driver(JavaSparkContext context) {
        SparkConf conf = context.getConf();
        return new Claimant(context.sc().applicationId(), conf.get("spark.driver.host", "localhost"), of(conf));
    }

    /**
     * Returns its name; empty if nobody but a person would start the driver again.
     *
     * @param conf the settings of the application, which need not have started yet
     */
    public static Optional<String> of(SparkConf conf) {
        if (!conf.get(KEY, "").isEmpty()) {
            return Optional.of(conf.get(KEY));
        }
        boolean managed = conf.get(DEPLOY_MODE, "client").equals("cluster") || conf.getBoolean(DRIVER_POD, false);
        if (!managed) {
            return Optional.empty();
        }
        return Cluster.isStandalone(conf) // where each driver is an application of its own
                ? Optional.ofNullable(conf.get(TIME, null)).map(time -> "submitted-" + time)
                : Optional.ofNullable(conf.get(YARN_ID, conf.get(ID, null)));
    }
}
