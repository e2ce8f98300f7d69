package org.sparksg.lab.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparksg.config.RunConfig;
import org.sparksg.metrics.Event;
import org.sparksg.metrics.ParquetSink;
import org.sparksg.pipeline.RunPlan;
import org.sparksg.pipeline.RunSettings;
import org.sparksg.spark.Planner;

/** Figures and curves of tables whose numbers are known. */
@Tag("spark")
class RunTablesTest {
    private static final String CONF = """
            data { train { format = digits, count = 500 }, test { format = digits, count = 50 }, held-out = 0 }
            network.layers = [ {dense = 8}, relu, {dense = 10} ]
            stages = 2
            training { epochs = 2, batch-size = 50 }
            """;
    private static final Configuration HADOOP = new Configuration();

    @TempDir
    static Path folder;

    private static SparkSession spark;
    private static RunPlan plan;

    @BeforeAll
    static void write() throws IOException {
        RunConfig config = RunConfig.parse("x.conf", CONF, List.of());
        RunSettings settings = config.settings();
        plan = Planner.plan(settings, settings.data().open(HADOOP, settings.seed()), new SparkConf(false));
        try (ParquetSink sink = new ParquetSink(HADOOP, folder.resolve("run").toString(), "run", 0, 0, "s00")) {
            for (int batch = 0; batch < 20; batch++) {
                sink.accept(step(0, batch, Double.NaN, 1));
                sink.accept(step(1, batch, batch < 10 ? 9 : 2, 6));
            }
            sink.accept(new Event.Evaluation(10, 1, "test", 50, 1.5, 0.75));
            sink.accept(new Event.Evaluation(20, 2, "test", 50, 1.25, 0.875));
            sink.accept(new Event.Correction(0, 5, 0, 1, 1, 0.5, 0.25, 0.875, 0, false));
            sink.accept(new Event.Correction(0, 15, 1, 1, 1, Double.NaN, 0.75, 1, 0, false));
            sink.roll(21);
        }
        spark = SparkSession.builder()
                .master("local[1]")
                .config("spark.ui.enabled", "false")
                .getOrCreate();
    }

    /** Works for 4 ms, and half of one on messages; waits long where an epoch begins, as after an evaluation. */
    private static Event.Step step(int stage, int batch, double loss, double waitMs) {
        double wait = batch % 10 == 0 ? 1000 : waitMs - 0.5;
        return new Event.Step(stage, batch, batch / 10, loss, 50, 1, 1, 1, 1, 0.5, wait, 0, 0);
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    private static RunTables tables(String run) {
        return new RunTables(spark, folder.resolve(run).toString(), plan);
    }

    @Test
    void waitingForAnEvaluationIsNoWaitingOfTraining() throws IOException {
        Result.Figures figures = tables("run").figures();
        assertEquals(20, figures.steps());
        assertEquals(2, figures.trainLoss(), 1e-9);
        assertEquals((18 * 10 + 2 * 4.5) * 1e-3, figures.seconds(), 1e-9);
        double lateMs = 17 * 10 + 4.5; // batches 2 to 19, of which one comes after an evaluation
        assertEquals(18 * 50 / (lateMs * 1e-3), figures.examplesPerSecond(), 1e-6);
        assertEquals(List.of(72 / (17 * 5 + 4.5), 72 / lateMs), figures.busy());
    }

    @Test
    void curvesHaveTheTimeOfTheLastStage() throws IOException {
        Curves curves = tables("run").curves();
        assertEquals(
                List.of(new Curves.Evaluation(10, 0.0945, 0.25, 1.5), new Curves.Evaluation(20, 0.189, 0.125, 1.25)),
                curves.evaluations());
        assertEquals(2, curves.gradients().size());
        assertEquals(
                new Curves.Gradient(0, 5, 0.25, 0.5, 0.125), curves.gradients().get(0));
        assertEquals(
                new Curves.Gradient(0, 15, 0.75, Double.NaN, 0),
                curves.gradients().get(1));
    }

    @Test
    void runThatWroteNothingHasNeither() throws IOException {
        assertEquals(Result.Figures.NONE, tables("absent").figures());
        assertEquals(Curves.NONE, tables("absent").curves());
    }
}
