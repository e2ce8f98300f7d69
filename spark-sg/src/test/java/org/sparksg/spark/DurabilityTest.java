package org.sparksg.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.sparksg.checkpoint.Manifest;
import org.sparksg.checkpoint.ModelFile;
import org.sparksg.checkpoint.Snapshot;
import org.sparksg.checkpoint.TensorFile;
import org.sparksg.metrics.Event;
import org.sparksg.metrics.Tables;
import org.sparksg.pipeline.RunPlan;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/** What a run has said is there is there after its machine went down. */
class DurabilityTest {
    private static final RunDirectory.Driver DRIVER = new RunDirectory.Driver("application-1", "here");

    @TempDir
    private Path output;

    private final Configuration hadoop = forgetful();

    private static Configuration forgetful() {
        Configuration hadoop = new Configuration();
        hadoop.setClass("fs.file.impl", ForgetfulFileSystem.class, org.apache.hadoop.fs.FileSystem.class);
        hadoop.setBoolean("fs.file.impl.disable.cache", true);
        return hadoop;
    }

    @AfterEach
    void comeUp() throws IOException {
        ForgetfulFileSystem.crash(); // for the tests after this one
    }

    @Test
    void crashLeavesRecordCheckpointModelAndTables() throws IOException {
        RunPlan plan = RunOf.plan("stages=1", "data.held-out=0");
        Map<String, Tensor> tensors = Map.of(
                "0.dense.weight", Tensor.zeros(DataType.FLOAT, Shape.of(3)).set(new double[] {1, 2, 3}));
        Event.Evaluation evaluation = new Event.Evaluation(1, 0, "test", 10, 0.5, 0.25);
        try (RunDirectory directory = RunDirectory.create(hadoop, output.toString(), "run", DRIVER)) {
            RunRecord record = new RunRecord(plan, directory, hadoop, Map.of("seed", "1"));
            record.attempt(0);
            Manifest.StageFile file = record.store().write(1, 0, 0, 0, 7, Map.of("0/steps", "1"), tensors);
            record.commit(0, 1, Map.of(0, file));
            Tables.addEvaluation(hadoop, record.location(), "run", 0, evaluation, () -> {});
            TensorFile.write(
                    hadoop,
                    new org.apache.hadoop.fs.Path(record.location() + "/model/model.ssgt"),
                    Map.of("batches", "1"),
                    tensors);
            ForgetfulFileSystem.crash();
        }
        RunDirectory directory = RunDirectory.existing(hadoop, output.toString(), "run");
        assertFalse(directory.read().orElseThrow().damaged());
        RunRecord record = new RunRecord(plan, directory, hadoop, Map.of("seed", "1"));
        assertEquals(1, record.nextAttempt());
        Manifest newest = record.store().newest().orElseThrow();
        assertEquals(1, newest.batchId());
        try (Snapshot snapshot = record.store().open(newest);
                TensorFile model = ModelFile.open(hadoop, record.location())) {
            Tensor tensor = Tensor.zeros(DataType.FLOAT, Shape.of(3));
            snapshot.read("0.dense.weight", tensor);
            assertArrayEquals(new double[] {1, 2, 3}, tensor.toArray());
            assertEquals("1", model.metadata().get("batches"));
        }
        assertEquals(List.of(evaluation), Tables.evaluations(hadoop, record.location()));
    }

    /** Else the test above could not fail. */
    @Test
    void crashTakesWhatWasNotSynchronised() throws IOException {
        org.apache.hadoop.fs.Path path =
                new org.apache.hadoop.fs.Path(output.resolve("x").toUri());
        var files = ((org.apache.hadoop.fs.LocalFileSystem) path.getFileSystem(hadoop)).getRawFileSystem();
        try (var out = files.create(path, true)) {
            out.write(new byte[10]);
            out.hsync();
            out.write(new byte[10]);
        }
        assertEquals(20, files.getFileStatus(path).getLen());
        ForgetfulFileSystem.crash();
        assertEquals(10, files.getFileStatus(path).getLen());
    }
}
