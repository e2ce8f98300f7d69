package org.sparksg.jobs;

import java.util.HashMap;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.network.util.JavaUtils;
import org.sparksg.pipeline.RunSettings;
import org.sparksg.spark.Planner;
import org.sparksg.spark.SparkDefaults;

/** The settings of the Spark application that a run needs. */
public final class ApplicationSettings {
    private static final String NAME = "spark.app.name";
    private static final String MEMORY = "spark.executor.memory";

    /** What {@code jobs/spark-sg} tells {@code spark-submit} if nobody named a master: its own default is one JVM for all. */
    public static final String NO_MASTER = "spark.sg.no-master";

    private ApplicationSettings() {}

    /**
     * Returns the settings: those of the conf file, before those of {@code spark-submit}, before our own. Without a master
     * the run gets one JVM per stage on this machine.
     */
    public static SparkConf conf(RunSettings settings, Map<String, String> properties) {
        SparkConf conf = new SparkConf();
        if (conf.contains(NO_MASTER)) {
            conf.remove(ClusterOptions.MASTER);
        }
        conf.remove(Parcel.PROPERTY); // nobody else needs it
        addAll(properties, conf);
        if (conf.get(NAME, Main.class.getName()).equals(Main.class.getName())) { // what spark-submit calls it
            conf.set(NAME, name(settings));
        }
        int stages = Planner.stages(settings, conf);
        if (!conf.contains(ClusterOptions.MASTER)) {
            thisMachine(conf, stages);
        } else if (conf.get(ClusterOptions.MASTER).matches("(yarn|k8s).*")) {
            conf.setIfMissing("spark.executor.instances", Integer.toString(stages));
        }
        return SparkDefaults.complete(conf, stages);
    }

    /** Returns the settings of an application that trains nothing: without a master of its own it runs in this process. */
    public static SparkConf inProcess(Map<String, String> properties, String name) {
        SparkConf conf = new SparkConf();
        addAll(properties, conf);
        conf.setIfMissing(ClusterOptions.MASTER, "local[*]");
        conf.setIfMissing("spark.ui.enabled", "false").setIfMissing("spark.app.name", name);
        return SparkDefaults.complete(conf);
    }

    /** Returns the name of the application of a run. */
    static String name(RunSettings settings) {
        return "spark-sg " + settings.name();
    }

    /** Jars of the user stand beside those of {@code spark-submit}, one of which is ours. */
    private static void addAll(Map<String, String> properties, SparkConf conf) {
        if (Parcel.isHere()) { // spark-submit had them, and what wins over them
            return;
        }
        String jars = conf.get(ClusterOptions.JARS, "");
        properties.forEach(conf::set);
        if (properties.containsKey(ClusterOptions.JARS) && !jars.isEmpty()) {
            conf.set(ClusterOptions.JARS, jars + "," + properties.get(ClusterOptions.JARS));
        }
    }

    private static void thisMachine(SparkConf conf, int stages) {
        conf.setIfMissing(MEMORY, "1g");
        long memory = JavaUtils.byteStringAsMb(conf.get(MEMORY));
        String cores = conf.get("spark.executor.cores", "1");
        conf.set(ClusterOptions.MASTER, "local-cluster[" + stages + "," + cores + "," + memory + "]");
        conf.setIfMissing("spark.driver.host", "127.0.0.1");
        conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
        conf.setIfMissing("spark.ui.enabled", "false");
    }

    /** Returns all properties that a run would give to Spark, also those of {@code spark-submit}. */
    public static Map<String, String> properties(Map<String, String> given) {
        Map<String, String> all = new HashMap<>();
        for (scala.Tuple2<String, String> property : new SparkConf().getAll()) {
            all.put(property._1(), property._2());
        }
        if (!Parcel.isHere()) {
            all.putAll(given);
        }
        return all;
    }
}
