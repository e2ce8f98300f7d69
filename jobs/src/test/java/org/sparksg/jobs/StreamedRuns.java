package org.sparksg.jobs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.sparksg.metrics.Event;
import org.sparksg.pipeline.RunPlan;
import org.sparksg.pipeline.RunSettings;
import org.sparksg.spark.RunResult;
import org.sparksg.spark.SparkModel;

/** Runs on executors whose first stage reads its data while it trains. Part of {@link SparkRunTest}, whose application it uses. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class StreamedRuns {
    private static final int ROWS = 2_500;

    private final SparkRuns runs;

    private Path output;
    private RunResult whole; // undisturbed

    StreamedRuns(SparkRuns runs) {
        this.runs = runs;
    }

    @BeforeAll
    void train(@TempDir Path folder) throws IOException, InterruptedException {
        output = folder;
        Files.createDirectory(output.resolve("train"));
        for (int file = 0; file < 5; file++) {
            Files.writeString(output.resolve("train/" + file + ".csv"), table(ROWS / 5, file));
        }
        Files.writeString(output.resolve("test.csv"), table(400, 9));
        whole = runs.run(settings("false"));
    }

    private static String table(int rows, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        StringBuilder text = new StringBuilder("a,b,c,y\n");
        for (int row = 0; row < rows; row++) {
            double a = random.nextInt(1000) / 500.0 - 1;
            double b = random.nextInt(1000) / 500.0 - 1;
            text.append(a)
                    .append(',')
                    .append(b)
                    .append(",1.5,")
                    .append(a > b ? 1 : 0)
                    .append('\n');
        }
        return text.toString();
    }

    private RunSettings settings(String memory) {
        return runs.ownSettings("streamed", """
                data {
                  train { format = csv, path = "%1$s/train", label { column = y, classes = 2 }, in-memory = %2$s }
                  test { format = csv, path = "%1$s/test.csv", label { column = y, classes = 2 }, in-memory = %2$s }
                  held-out = 0.1
                  shuffle-buffer = 300
                }
                network.layers = [ { dense = 16 }, batch-norm, tanh, { dense = 16 }, tanh, { dense = 2 } ]
                stages = 2
                training { epochs = 3, batch-size = 50, deterministic = true }
                checkpoint.every = 10
                recovery.back-off = 200ms
                """.formatted(output, memory));
    }

    @Test
    void readerThatIsKilledGoesOnAsIfNothingHadHappened() throws IOException, InterruptedException {
        SparkRuns.Heard heard = new SparkRuns.Heard() {
            @Override
            public void saved(long batchesDone) {
                super.saved(batchesDone);
                if (batchesDone == 60 && failures.isEmpty()) { // within the second epoch of 45 batches
                    SparkRunTest.kill(placements.get(0).get(0).pid());
                }
            }
        };
        RunResult killed = runs.run(settings("false"), false, heard);
        assertEquals(2, killed.attempts(), heard.failures.toString());
        assertSame(SparkRuns.model(whole), SparkRuns.model(killed));
        assertSame(SparkRuns.model(whole), runs.runInProcess(settings("false")));
        assertTrue(whole.modelEvaluation().orElseThrow().accuracy() > 0.9, whole.toString());
    }

    /** In memory and streamed, a model has the same score on the same data. */
    @Test
    void modelHasTheSameScoreOnStreamedTestDataAsOnThoseInMemory() throws IOException {
        Event.Evaluation trained = whole.modelEvaluation().orElseThrow();
        SparkModel model = SparkModel.load(new Configuration(), whole.model());
        for (String memory : new String[] {"true", "false"}) {
            RunPlan plan = runs.plan(settings(memory));
            assertEquals(memory.equals("false"), plan.data().streaming().test());
            SparkModel.Score score = model.evaluate(plan.settings().data(), plan.data());
            assertEquals(400, score.examples());
            assertEquals(trained.accuracy(), score.accuracy());
            assertEquals(trained.loss(), score.loss(), 1e-6);
        }
    }

    private static void assertSame(Map<String, double[]> expected, Map<String, double[]> actual) {
        assertEquals(expected.keySet(), actual.keySet());
        expected.forEach((name, values) -> assertArrayEquals(values, actual.get(name), name));
    }

    /** A run that goes on keeps what was decided when it began, though memory would allow more now. */
    @Test
    void resumedRunKeepsTheWayItsDataAreRead() throws IOException, InterruptedException {
        RunSettings open = settings("auto");
        assertTrue(!runs.plan(open).data().streaming().train(), "so few rows fit into memory");
        RunResult again = runs.run(open, true, new SparkRuns.Heard());

        assertTrue(Files.readString(Path.of(again.directory().replaceFirst("^file:", ""), "run.json"))
                .contains("streamed: windows of 300 examples, 5 shards"));
        var refusal = assertThrows(
                IllegalArgumentException.class, () -> runs.run(settings("true"), true, new SparkRuns.Heard()));
        assertTrue(refusal.getMessage().contains("the examples of"), refusal.getMessage());
    }
}
