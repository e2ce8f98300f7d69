package org.sparksg.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparksg.checkpoint.DataNames;
import org.sparksg.config.RunConfig;
import org.sparksg.data.DataSummary;
import org.sparksg.pipeline.Costs;
import org.sparksg.pipeline.Cut;
import org.sparksg.pipeline.Partition;
import org.sparksg.pipeline.RunPlan;
import org.sparksg.pipeline.RunSettings;
import org.sparksg.settings.BadSetting;

class PlannerTest {
    @TempDir
    Path folder;

    private static final Configuration HADOOP = new Configuration();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    # master                   | further settings                                 | stages
                    local-cluster[2,1,1024]    |                                                  | 2
                    local-cluster[9,4,1024]    |                                                  | 3
                    local[2]                   |                                                  | 2
                    local                      |                                                  | 1
                    local[4,2]                 | spark.task.cpus=2                                | 2
                    yarn                       |                                                  | 2
                    yarn                       | spark.executor.instances=3                       | 3
                    k8s://https://api:6443     | spark.executor.instances=64                      | 3
                    spark://head:7077          |                                                  | 2
                    spark://127.0.0.1:7077     |                                                  | 2
                    spark://head:7077          | spark.cores.max=6 spark.executor.cores=2         | 3
                    spark://head:7077          | spark.cores.max=2 spark.executor.cores=4         | 1
                    """)
    void executorsDecideHowManyStagesThereAreUpToTheDenseLayers(String master, String more, int stages)
            throws IOException {
        SparkConf conf = conf(master);
        for (String setting : more == null ? new String[0] : more.split(" ")) {
            conf.set(setting.split("=")[0], setting.split("=")[1]);
        }
        RunSettings settings = RunOf.with("stages=auto");
        assertEquals(stages, Planner.stages(settings, conf));
        assertEquals(stages, plan(settings, conf).stages().size(), "the plan and the preflight must agree");
    }

    /** The estimate is rows times floats; what is decided stands in the plan. */
    @ParameterizedTest
    @CsvSource({
        "1g,auto,false",
        "1k,auto,true",
        "1g,false,true",
        "1k,true,false",
        "120k,auto,false",
        "40k,auto,true",
    })
    void dataAreStreamedThatDoNotFitIntoTheExecutorUnlessTheSettingsSay(String heap, String inMemory, boolean streamed)
            throws IOException {
        RunSettings settings = table(inMemory, 0);
        SparkConf conf = conf("local-cluster[2,1,1024]").set("spark.executor.memory", heap);
        if (heap.equals("1k") && streamed) {
            conf.set("spark.executor.memory", "20k"); // so that a batch fits
        }
        RunPlan plan = plan(settings, conf);
        assertEquals(streamed, plan.data().streaming().train());
        assertEquals(0, plan.data().streaming().window() % 32, "whole batches");
        assertEquals(streamed, plan.data().streaming().window() > 0);
    }

    @Test
    void shuffleBufferThatDoesNotFitIsRefusedWithOneThatDoes() throws IOException {
        SparkConf conf = conf("local-cluster[2,1,1024]").set("spark.executor.memory", "40k");
        var refusal = assertThrows(BadSetting.class, () -> plan(table("false", 600), conf));
        assertTrue(refusal.getMessage().startsWith("data.shuffle-buffer = 608: "), refusal.getMessage());
        int most = Integer.parseInt(refusal.getMessage().replaceAll("(?s).*set it to (\\d+) or less.*", "$1"));
        assertEquals(most, plan(table("false", most), conf).data().streaming().window());
    }

    private RunSettings table(String inMemory, int buffer) throws IOException {
        StringBuilder rows = new StringBuilder("a,b,y\n");
        for (int row = 0; row < 1000; row++) {
            rows.append(row % 7)
                    .append(',')
                    .append(row % 5)
                    .append(',')
                    .append(row % 3)
                    .append('\n');
        }
        Path file = Files.writeString(folder.resolve("t.csv"), rows);
        return RunConfig.parse(
                        "t.conf",
                        "data.train { format = csv, path = \"" + file + "\", label.column = y, in-memory = " + inMemory
                                + " }\ndata.shuffle-buffer = " + buffer
                                + "\nnetwork.layers = [ {dense = 10} ]\ntraining.batch-size = 32\nstages = 1",
                        List.of())
                .settings();
    }

    /** Symptom of an earlier version: data.test.weight multiplied the targets of squared-error without a word. */
    @ParameterizedTest
    @ValueSource(strings = {"data.train.weight = w", "data.test.weight = w"})
    void weightsAreRefusedWhereTheLossKnowsNone(String weight) throws IOException {
        RunSettings settings = weighted(weight, "network.loss = squared-error");
        var refusal = assertThrows(BadSetting.class, () -> plan(settings, conf("local[2]")));
        assertTrue(
                refusal.getMessage().startsWith("network.loss = squared-error: takes no weights"),
                refusal.getMessage());
        DataSummary data = settings.data().open(HADOOP, 1);
        SparkModel model = new SparkModel(
                "runs/a",
                settings.network(settings.data().train().inspect(HADOOP).schema()),
                DataNames.NONE,
                Map.of());
        if (weight.startsWith("data.test")) {
            var unasked = assertThrows(IllegalArgumentException.class, () -> model.evaluate(settings.data(), data));
            assertTrue(unasked.getMessage().startsWith("data.test.weight: "), unasked.getMessage());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "data.train.weight = w, local-loss",
        "network.class-weights = balanced, local-loss",
        "'network.class-weights = [1, 2, 3]', local-loss",
        "data.train.weight = w, interlocked",
        "network.class-weights = balanced, interlocked",
    })
    void weightsAreRefusedWhereTheRuleComparesPairsOfExamples(String weight, String named) throws IOException {
        String rule = "learning { rule = " + named + ", auxiliary.similarity = 0.5 }";
        RunSettings settings = weighted(weight, rule);
        var refusal = assertThrows(BadSetting.class, () -> plan(settings, conf("local[2]")));
        assertTrue(
                refusal.getMessage().startsWith("learning.auxiliary.similarity = 0.5: must be 0"),
                refusal.getMessage());
        plan(weighted("data.test.weight = w", rule), conf("local[2]"));
        plan(weighted(weight, "learning.rule = " + named), conf("local[2]"));
    }

    private RunSettings weighted(String weight, String more) throws IOException {
        Path file = Files.writeString(folder.resolve("w.csv"), "a,w,y\n" + "1,1,0\n2,3,1\n3,2,2\n".repeat(9));
        String loss = more.contains("squared-error") ? "kind = value" : "kind = numbered, classes = 3";
        String source = "{ format = csv, path = \"" + file + "\", features = [a], label { column = y, " + loss + " } }";
        return RunConfig.parse(
                        "w.conf",
                        "data { train = " + source + ", test = " + source + " }\n" + weight + "\n" + more
                                + "\nnetwork.layers = [ {dense = 4}, {dense = " + (more.contains("squared") ? 1 : 3)
                                + "} ]\ntraining.batch-size = 4\nstages = 2",
                        List.of())
                .settings();
    }

    @Test
    void withoutMasterTheCoresOfThisMachineDecide() throws IOException {
        int cores = Runtime.getRuntime().availableProcessors();
        assertEquals(Math.min(3, cores), Planner.stages(RunOf.with("stages=auto"), new SparkConf(false)));
    }

    @Test
    void givenStagesStand() throws IOException {
        SparkConf conf = conf("local-cluster[9,1,1024]");
        assertEquals(5, Planner.stages(RunOf.with("stages=5"), conf));
        assertEquals(4, Planner.stages(RunOf.with("stages=\"auto:4\""), conf));
        assertEquals(2, Planner.stages(RunOf.with("stages=[3,4]"), conf));
    }

    /** Kernels that cannot be opened betray a measurement. */
    @Test
    void deterministicRunIsCutByOperationsAndNotByTime() throws IOException {
        String[] unable = {"stages=\"auto:2\"", "compute.backend=portable", "compute.precision=bf16"};
        SparkConf conf = conf("local-cluster[2,1,1024]");
        assertThrows(IllegalStateException.class, () -> plan(RunOf.with(unable), conf));
        RunSettings settings = RunOf.with(unable[0], unable[1], unable[2], "training.deterministic=true");
        RunPlan plan = plan(settings, conf);
        Costs flops = Costs.flops(plan.network(), settings.learning());
        assertEquals(Partition.of(plan.network(), new Cut.Auto(2), flops), plan.stages());
    }

    @Test
    void precisionsMustBeAsManyAsTheExecutorsMakeStages() throws IOException {
        RunSettings settings = RunOf.with("stages=auto", "compute.precision=[f32, f32]");
        var refusal =
                assertThrows(IllegalArgumentException.class, () -> plan(settings, conf("local-cluster[3,1,1024]")));
        assertTrue(refusal.getMessage().contains("2 entries for 3 stages"), refusal.getMessage());
    }

    private static RunPlan plan(RunSettings settings, SparkConf conf) throws IOException {
        return Planner.plan(settings, settings.data().open(HADOOP, settings.seed()), conf);
    }

    private static SparkConf conf(String master) {
        return new SparkConf(false).set("spark.master", master);
    }
}
