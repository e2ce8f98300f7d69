package org.sparksg.spark;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.sparksg.config.RunConfig;
import org.sparksg.pipeline.RunPlan;
import org.sparksg.pipeline.RunSettings;

/** Settings of a small run: seven layers, of which three are dense. */
final class RunOf {
    private static final String TEXT = """
            data.train { format = digits, count = 200 }
            network.layers = [ {dense = 16}, batch-norm, relu, {dense = 16}, batch-norm, relu, {dense = 10} ]
            """;

    private RunOf() {}

    static RunSettings with(String... overrides) {
        return RunConfig.parse("test", TEXT, List.of(overrides)).settings();
    }

    /** Returns the plan of such settings. */
    static RunPlan plan(String... overrides) throws IOException {
        return plan(with(overrides));
    }

    static RunPlan plan(RunSettings settings) throws IOException {
        return Planner.plan(settings, settings.data().open(new Configuration(), settings.seed()), new SparkConf(false));
    }
}
