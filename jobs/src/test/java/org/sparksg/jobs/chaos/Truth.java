package org.sparksg.jobs.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.sparksg.config.RunConfig;
import org.sparksg.jobs.Weights;
import org.sparksg.pipeline.RunPlan;
import org.sparksg.pipeline.RunSettings;
import org.sparksg.spark.Planner;

/**
 * What a run must have in the end: the very bits of the same run in one process, and each batch once for each stage.
 *
 * @param plan the run
 * @param weights parameters and statistics by name
 */
record Truth(RunPlan plan, Map<String, double[]> weights) {
    private static final Configuration HADOOP = new Configuration();
    private static final Map<Recipe, Truth> KNOWN = new HashMap<>();

    private static final List<String> OWN = List.of(
            "run\\.(json|html)",
            "_run\\.before\\.json",
            "_owners/\\d{6}\\.json",
            "checkpoints/(aside-)?batch-\\d{12}(-\\d+)?/(manifest\\.json|stage-\\d{3}-a\\d{3}\\.ssgt)",
            "model/model\\.ssgt",
            "(steps|corrections|evaluations|timeline)/[a-z]+-a\\d{3}-(s\\d{2}|driver)-p\\d{4}-from\\d{12}-to\\d{12}\\.parquet");

    /** Trains undisturbed, once for each recipe. */
    static synchronized Truth of(Recipe recipe) throws IOException, InterruptedException {
        if (!KNOWN.containsKey(recipe)) {
            KNOWN.put(recipe, train(recipe));
        }
        return KNOWN.get(recipe);
    }

    private static Truth train(Recipe recipe) throws IOException, InterruptedException {
        RunSettings settings = RunConfig.parse("chaos", Recipe.CONF, recipe.baseline(Path.of("nowhere")))
                .settings();
        RunPlan plan = Planner.plan(
                settings,
                settings.data().open(HADOOP, settings.seed()),
                new org.apache.spark.SparkConf(false).set("spark.master", "local"));
        return new Truth(plan, Weights.inProcess(plan));
    }

    /** Returns what is wrong with a run that says that it is complete; an empty text if nothing is. */
    String trouble(Path run) throws IOException {
        String model = modelTrouble(run);
        return model.isEmpty() ? rowTrouble(run) : model;
    }

    String modelTrouble(Path run) {
        Map<String, double[]> found = Weights.ofModel(run.toString());
        if (!found.keySet().equals(weights.keySet())) {
            return "WRONG MODEL: it has " + found.keySet() + ", the undisturbed run " + weights.keySet();
        }
        return weights.keySet().stream()
                .filter(name -> !Arrays.equals(found.get(name), weights.get(name)))
                .findFirst()
                .map(name -> "WRONG MODEL: " + name + " differs from the undisturbed run")
                .orElse("");
    }

    private String rowTrouble(Path run) throws IOException {
        Map<String, Integer> rows = new HashMap<>();
        try (Stream<Path> files = Files.list(run.resolve("steps"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".parquet")).toList()) {
                try (ParquetReader<Group> reader = ParquetReader.builder(
                                new GroupReadSupport(), new org.apache.hadoop.fs.Path(file.toUri()))
                        .build()) {
                    for (Group row = reader.read(); row != null; row = reader.read()) {
                        rows.merge(row.getInteger("stage", 0) + "/" + row.getLong("batch_id", 0), 1, Integer::sum);
                    }
                }
            }
        }
        for (int stage = 0; stage < plan.stages().size(); stage++) {
            for (long batch = 0; batch < plan.calendar().batches(); batch++) {
                int count = rows.getOrDefault(stage + "/" + batch, 0);
                if (count != 1) {
                    return "WRONG ROWS: stage " + stage + " has batch " + batch + " " + count + " times";
                }
            }
        }
        return leftover(run);
    }

    /** Nothing stays in a run that is complete but what it is made of. */
    private static String leftover(Path run) throws IOException {
        try (Stream<Path> files = Files.walk(run)) {
            return files.filter(Files::isRegularFile)
                    .map(path -> run.relativize(path).toString())
                    .filter(name -> OWN.stream().noneMatch(name::matches))
                    .findFirst()
                    .map(name -> "LEFT BEHIND: " + name + " in the run")
                    .orElse("");
        }
    }
}
