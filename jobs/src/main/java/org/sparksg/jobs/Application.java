package org.sparksg.jobs;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.network.util.JavaUtils;
import org.sparksg.nn.Dense;
import org.sparksg.nn.Layer;
import org.sparksg.pipeline.Cut;
import org.sparksg.pipeline.RunSettings;
import org.sparksg.spark.Preflight;

/** The settings of the Spark application that a run needs. */
public final class Application {
    private static final String MASTER = "spark.master";
    private static final String MEMORY = "spark.executor.memory";
    private static final String JAVA_OPTIONS = "spark.executor.extraJavaOptions";
    private static final String VECTOR_MODULE = "--add-modules=jdk.incubator.vector";

    private Application() {}

    /**
     * Returns the settings: those of the conf file, before those of {@code spark-submit}, before our own. Without a master
     * the run gets one JVM per stage on this machine.
     */
    public static SparkConf conf(RunSettings settings, Map<String, String> properties) {
        SparkConf conf = new SparkConf();
        properties.forEach(conf::set);
        Preflight.defaults().forEach(conf::setIfMissing);
        conf.setIfMissing("spark.app.name", "spark-sg " + settings.name());
        if (!conf.get(JAVA_OPTIONS).contains("jdk.incubator.vector")) {
            conf.set(JAVA_OPTIONS, conf.get(JAVA_OPTIONS) + " " + VECTOR_MODULE);
        }
        if (!conf.contains(MASTER)) {
            thisMachine(conf, stages(settings));
        }
        return conf;
    }

    private static void thisMachine(SparkConf conf, int stages) {
        conf.setIfMissing(MEMORY, "1g");
        long memory = JavaUtils.byteStringAsMb(conf.get(MEMORY));
        conf.set(MASTER, "local-cluster[" + stages + ",1," + memory + "]");
        conf.setIfMissing("spark.driver.host", "127.0.0.1");
        conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
        conf.setIfMissing("spark.ui.enabled", "false");
    }

    /** Returns how many stages a run has; where executors decide, as many as this machine has cores for. */
    static int stages(RunSettings settings) {
        if (settings.cut() instanceof Cut.Count count) {
            return count.stages();
        }
        if (settings.cut() instanceof Cut.Layers explicit) {
            return explicit.layers().size();
        }
        int stages = ((Cut.Auto) settings.cut()).stages();
        return stages > 0 ? stages : automatic(settings.network().layers());
    }

    private static int automatic(List<Layer> layers) {
        int products = (int) layers.stream().filter(Dense.class::isInstance).count();
        return Math.max(1, Math.min(Runtime.getRuntime().availableProcessors(), products));
    }

    /** Returns all properties that a run would give to Spark, also those of {@code spark-submit}. */
    static Map<String, String> properties(Map<String, String> given) {
        Map<String, String> all = new HashMap<>();
        for (scala.Tuple2<String, String> property : new SparkConf().getAll()) {
            all.put(property._1(), property._2());
        }
        all.putAll(given);
        return all;
    }
}
