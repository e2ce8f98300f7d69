package org.sparksg.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparksg.checkpoint.Manifest;
import org.sparksg.checkpoint.ModelFile;
import org.sparksg.checkpoint.Snapshot;
import org.sparksg.checkpoint.TensorFile;
import org.sparksg.metrics.Event;
import org.sparksg.metrics.Tables;
import org.sparksg.pipeline.RunPlan;
import org.sparksg.storage.Claimant;
import org.sparksg.tensor.Element;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/** What a run has said is there is there after its machine went down. */
class DurabilityTest {
    private static final Claimant DRIVER = new Claimant("application-1", "here", Optional.empty());

    private static final Map<String, Tensor> TENSORS =
            Map.of("0.dense.weight", Tensor.zeros(Element.F32, Shape.of(3)).set(new double[] {1, 2, 3}));
    private static final Event.Evaluation EVALUATION = new Event.Evaluation(1, 0, "test", 10, 0.5, 0.25);

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

    /** Writes one of each kind of files. */
    private void write(RunPlan plan, RunDirectory directory) {
        RunRecord record = new RunRecord(plan, directory, hadoop, directory.read(), Map.of("seed", "1"));
        record.attempt(0);
        Manifest.StageFile file = record.store().write(1, 0, 0, 0, 7, Map.of("0/steps", "1"), TENSORS);
        record.commit(0, 1, Map.of(0, file));
        Tables.addEvaluation(hadoop, record.location(), "run", 0, EVALUATION, () -> {});
        TensorFile.write(
                hadoop,
                new org.apache.hadoop.fs.Path(record.location() + "/model/model.ssgt"),
                Map.of("batches", "1"),
                TENSORS);
    }

    /** A crash may take the name of a file whose content is safe, and that of a new folder: Java's own recorder tells what was made durable. */
    @Test
    void namesAreMadeDurableAfterEachRenameAndThoseOfNewFoldersToo() throws IOException {
        Path events = output.resolve("events.jfr");
        Path runs = Files.createDirectory(output.resolve("runs"));
        Map<String, Integer> named;
        try (Recording recording = new Recording();
                RunDirectory directory = RunDirectory.create(hadoop, runs.toString(), "run", DRIVER)) {
            recording.enable("jdk.FileForce").withThreshold(Duration.ZERO);
            ForgetfulFileSystem.crash(); // forgets what was before
            recording.start();
            write(RunOf.plan("stages=1", "data.held-out=0"), directory);
            named = ForgetfulFileSystem.named();
            recording.stop();
            recording.dump(events);
        }
        Map<String, Long> durable = RecordingFile.readAllEvents(events).stream()
                .filter(event -> event.getEventType().getName().equals("jdk.FileForce"))
                .collect(Collectors.groupingBy(event -> event.getString("path"), Collectors.counting()));
        assertTrue(named.size() >= 4, "record, checkpoint, table, model: " + named);
        named.forEach((folder, files) -> assertTrue(
                durable.getOrDefault(folder, 0L) >= files, folder + ": " + files + " names, of all: " + durable));
        try (Stream<Path> folders = Files.walk(runs.resolve("run"))) {
            folders.filter(Files::isDirectory)
                    .filter(folder -> !folder.endsWith("_owners")) // made by the claim
                    .forEach(folder -> assertTrue(
                            durable.containsKey(folder.getParent().toString()), folder + ", of all: " + durable));
        }
    }

    @Test
    void crashLeavesRecordCheckpointModelAndTables() throws IOException {
        RunPlan plan = RunOf.plan("stages=1", "data.held-out=0");
        try (RunDirectory directory = RunDirectory.create(hadoop, output.toString(), "run", DRIVER)) {
            write(plan, directory);
            ForgetfulFileSystem.crash();
        }
        RunDirectory directory = RunDirectory.existing(hadoop, output.toString(), "run");
        assertFalse(directory.read().orElseThrow().damaged());
        RunRecord record = new RunRecord(plan, directory, hadoop, directory.read(), Map.of("seed", "1"));
        assertEquals(1, record.nextAttempt());
        Manifest newest = record.store().newest().orElseThrow();
        assertEquals(1, newest.batchId());
        try (Snapshot snapshot = record.store().open(newest);
                TensorFile model = ModelFile.open(hadoop, record.location())) {
            Tensor tensor = Tensor.zeros(Element.F32, Shape.of(3));
            snapshot.read("0.dense.weight", tensor);
            assertArrayEquals(new double[] {1, 2, 3}, tensor.toArray());
            assertEquals("1", model.metadata().get("batches"));
        }
        assertEquals(List.of(EVALUATION), Tables.evaluations(hadoop, record.location()));
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
