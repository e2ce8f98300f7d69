package org.sparksg.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.sparksg.checkpoint.Manifest;
import org.sparksg.config.RunConfig;
import org.sparksg.metrics.Event;
import org.sparksg.pipeline.RunPlan;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.PortableKernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/** What the driver remembers of a run, also after it was started anew. */
class RunRecordTest {
    private static final Configuration HADOOP = new Configuration();

    @TempDir
    private Path output;

    private RunPlan plan() throws IOException {
        RunConfig config = RunConfig.parse(
                "test.conf",
                "data { train { format = digits, count = 100 }, test { format = digits, count = 10 } }\n"
                        + "network.layers = [ { dense = 10 } ]\nstages = 1\ndata.held-out = 0\nname = run\n"
                        + "early-stopping { patience = 2, min-delta = 0.01 }\n",
                List.of());
        return RunOf.plan(config.settings());
    }

    private RunRecord open(RunDirectory directory, Map<String, String> facts) throws IOException {
        return new RunRecord(plan(), directory, HADOOP, facts);
    }

    private RunRecord fresh() throws IOException {
        return open(RunDirectory.create(HADOOP, output.toString(), "run"), Map.of("seed", "1"));
    }

    private static Event.Evaluation evaluation(long batch, double loss) {
        return new Event.Evaluation(batch, 0, "test", 10, loss, 0.5);
    }

    @Test
    void patienceIsExhaustedByEvaluationsThatAreNotBetterByTheMinimum() throws IOException {
        RunRecord record = fresh();
        record.evaluated(evaluation(10, 1.0));
        record.evaluated(evaluation(20, 0.995)); // better, but by less than 0.01
        assertFalse(record.isPatienceExhausted());
        record.evaluated(evaluation(30, 0.5));
        record.evaluated(evaluation(40, 0.6));
        assertFalse(record.isPatienceExhausted());
        record.evaluated(evaluation(50, 0.7));
        assertTrue(record.isPatienceExhausted());
        assertEquals(30, record.best().orElseThrow().batchId());
    }

    @Test
    void evaluationsOfOtherPartsDoNotDecide() throws IOException {
        RunRecord record = fresh();
        record.evaluated(evaluation(10, 1.0));
        record.evaluated(new Event.Evaluation(20, 0, "validation", 10, 2.0, 0.5));
        record.evaluated(new Event.Evaluation(30, 0, "validation", 10, 0.1, 0.5));
        assertFalse(record.isPatienceExhausted());
        assertEquals(10, record.best().orElseThrow().batchId());
    }

    @Test
    void runIsEvaluatedAtItsEndWhenAllPartsAre() throws IOException {
        RunRecord record = fresh();
        long batches = plan().calendar().batches();
        record.evaluated(evaluation(batches - 1, 1.0));
        assertFalse(record.isEvaluatedAtEnd());
        record.evaluated(evaluation(batches, 1.0));
        assertTrue(record.isEvaluatedAtEnd());
    }

    @Test
    void bestModelIsOneOfThoseThatAreLeft() throws IOException {
        RunRecord record = fresh();
        record.evaluated(evaluation(10, 0.2));
        record.evaluated(evaluation(20, 0.4));
        record.evaluated(evaluation(30, 0.6));
        List<Manifest> left = List.of(manifest(20), manifest(30), manifest(40));
        assertEquals(20, record.best(left).orElseThrow().batchId());
        assertTrue(record.best(List.of(manifest(40))).isEmpty());
    }

    private static Manifest manifest(long batch) {
        var file = new Manifest.StageFile(0, "stage-000-a000.ssgt", 1, 0, 0, 1);
        return new Manifest("run", batch, 0, 0, "{}", List.of(file), Instant.now());
    }

    @Test
    void rewindForgetsWhatCameAfterTheCheckpoint() throws IOException {
        RunRecord record = fresh();
        record.evaluated(evaluation(10, 1.0));
        record.evaluated(evaluation(20, 0.9));
        record.rewind(20);
        assertEquals(List.of(evaluation(10, 1.0)), record.evaluations());
    }

    @Test
    void attemptsAndEvaluationsAreThereAfterTheDriverStartedAnew() throws IOException {
        RunRecord record = fresh();
        record.attempt(0);
        record.evaluated(evaluation(10, 1.0));
        record.ended("Broken");
        RunDirectory directory = RunDirectory.existing(HADOOP, output.toString(), "run");
        RunRecord again = open(directory, Map.of("seed", "1"));
        assertEquals(1, again.nextAttempt());
        assertEquals(List.of(evaluation(10, 1.0)), again.evaluations());
    }

    @Test
    void runWithAnotherSeedIsRefused() throws IOException {
        fresh().attempt(0);
        RunDirectory directory = RunDirectory.existing(HADOOP, output.toString(), "run");
        var refusal = assertThrows(IllegalArgumentException.class, () -> open(directory, Map.of("seed", "2")));
        assertTrue(refusal.getMessage().contains("before: 1\n  now:    2"), refusal.getMessage());
    }

    @Test
    void runThatHasTrainedLongerThanAskedForIsRefused() throws IOException {
        RunRecord record = fresh();
        record.attempt(0);
        long batches = plan().calendar().batches();
        try (Kernels kernels = PortableKernels.checked(DataType.FLOAT)) {
            Map<String, Tensor> tensors = Map.of("0.dense.weight", kernels.zeros(Shape.of(2, 2)));
            Manifest.StageFile file = record.store().write(batches + 1, 0, 0, 0, 1, Map.of(), tensors);
            record.store().commit(new Manifest("run", batches + 1, 1, 0, "{}", List.of(file), Instant.now()));
        }
        RunDirectory directory = RunDirectory.existing(HADOOP, output.toString(), "run");
        var refusal = assertThrows(IllegalArgumentException.class, () -> open(directory, Map.of("seed", "1")));
        String expected = "has trained on " + (batches + 1) + " batches, the settings ask for " + batches
                + ": raise training.epochs";
        assertTrue(refusal.getMessage().endsWith(expected), refusal.getMessage());
    }
}
