package org.sparksg.jobs.launch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.network.util.JavaUtils;
import org.sparksg.jobs.ClusterOptions;
import org.sparksg.jobs.SparkCommand.Request;
import org.sparksg.settings.BadSetting;

/** The jars that the build resolved: the driver is a JVM of this machine. The words are options of that JVM. */
record BuiltSpark(Map<String, String> environment) implements Spark {
    private static final String CURE = "set SPARK_HOME to a Spark installation, whose spark-submit does that";

    @Override
    public List<String> words(Request request, Packing packing, List<String> ours, List<String> others) {
        Map<String, String> properties = request.properties();
        if (!others.isEmpty()) {
            throw new BadSetting("--", String.join(" ", others), "are words for spark-submit, and there is none", CURE);
        }
        String mode =
                request.cluster().deployMode().orElse(properties.getOrDefault(ClusterOptions.DEPLOY_MODE, "client"));
        if (!mode.equals("client")) {
            throw new BadSetting("--deploy-mode", mode, "needs spark-submit, and there is none", CURE);
        }
        List<String> options = new ArrayList<>();
        String memory = properties.get("spark.driver.memory");
        if (memory != null) {
            options.add("-Xmx" + JavaUtils.byteStringAsMb(memory) + "m");
        }
        options.addAll(split(properties.getOrDefault(DRIVER_OPTIONS, "")));
        options.addAll(split(environment.getOrDefault(VARIABLE, "")));
        return options;
    }

    private static List<String> split(String options) {
        return Arrays.stream(options.strip().split("\\s+"))
                .filter(word -> !word.isEmpty())
                .toList();
    }
}
