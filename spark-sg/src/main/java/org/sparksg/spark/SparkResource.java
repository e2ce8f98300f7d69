package org.sparksg.spark;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;

/**
 * A kind of resource beside cores and memory, such as {@code gpu}, as an application's settings ask Spark for it.
 *
 * @param name what Spark calls it
 */
record SparkResource(String name) {
    static final String GPU = "gpu";

    private static final String EXECUTOR = "spark.executor.resource.";
    private static final String TASK = "spark.task.resource.";
    private static final String AMOUNT = ".amount";
    private static final String SCRIPT = ".discoveryScript";

    /** Returns the kinds that executors or tasks shall have some of. */
    static List<SparkResource> named(SparkConf conf) {
        return Stream.of(EXECUTOR, TASK)
                .flatMap(prefix -> Arrays.stream(conf.getAllWithPrefix(prefix)))
                .filter(property ->
                        property._1().endsWith(AMOUNT) && !property._2().equals("0"))
                .map(property -> property._1().substring(0, property._1().length() - AMOUNT.length()))
                .distinct()
                .sorted()
                .map(SparkResource::new)
                .toList();
    }

    /** Returns the key of the number that an executor has. */
    String executorKey() {
        return EXECUTOR + name + AMOUNT;
    }

    /** Returns the key of the script that finds them on an executor's host. */
    String scriptKey() {
        return EXECUTOR + name + SCRIPT;
    }

    /** Returns the key of who makes them, which Kubernetes needs. */
    String vendorKey() {
        return EXECUTOR + name + ".vendor";
    }

    /** Returns the key of the number that a task takes. */
    String taskKey() {
        return TASK + name + AMOUNT;
    }

    /** Returns how many an executor has, as the settings say it. */
    String amount(SparkConf conf) {
        return conf.get(executorKey(), "0");
    }

    /** Returns whether executors shall have some. */
    boolean isAsked(SparkConf conf) {
        return !amount(conf).equals("0");
    }

    /** Returns whether what the settings say leaves an executor with too few for two tasks. */
    boolean isForOneTask(SparkConf conf) {
        Optional<Double> executor = number(amount(conf));
        Optional<Double> task = number(conf.get(taskKey(), "0"));
        return executor.isPresent() && task.isPresent() && executor.get() > 0 && task.get() * 2 > executor.get();
    }

    private static Optional<Double> number(String text) {
        return text.matches("[0-9]+(\\.[0-9]+)?") ? Optional.of(Double.valueOf(text)) : Optional.empty();
    }

    /**
     * Lets a task take all that its executor has, so that no two stages share one. The workers of a local cluster are Spark's
     * own: they get what their executor shall have.
     */
    void complete(SparkConf conf) {
        if (!isAsked(conf)) {
            return;
        }
        conf.setIfMissing(taskKey(), amount(conf));
        if (Cluster.isLocalCluster(conf)) {
            String worker = "spark.worker.resource." + name;
            conf.setIfMissing(worker + AMOUNT, amount(conf));
            if (conf.contains(scriptKey())) {
                conf.setIfMissing(worker + SCRIPT, conf.get(scriptKey()));
            }
        }
    }
}
