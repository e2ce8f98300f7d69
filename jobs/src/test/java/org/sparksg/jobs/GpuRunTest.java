package org.sparksg.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sparksg.pipeline.RunSettings;
import org.sparksg.spark.ExecutorCheck;
import org.sparksg.spark.Placement;
import org.sparksg.spark.RunFailedException;
import org.sparksg.tensor.Gpus;

/** Stages on executors that Spark gave GPUs, or what a script says are some. */
@Tag("spark")
@Timeout(240)
class GpuRunTest {
    private static final Gpus FOUND = new Gpus(List.of("gpu-7"));

    @TempDir
    static Path folder;

    private static SparkRuns runs;

    /** Starts an application whose executors have a GPU each. */
    @BeforeAll
    static void start() throws IOException {
        Path script = folder.resolve("gpus.sh");
        Files.writeString(script, "#!/bin/sh\necho '{\"name\": \"gpu\", \"addresses\": [\"gpu-7\"]}'\n");
        assertTrue(script.toFile().setExecutable(true));
        String resource = "spark.executor.resource.gpu.";
        runs = new SparkRuns(folder, Map.of(resource + "amount", "1", resource + "discoveryScript", script.toString()));
    }

    @AfterAll
    static void stop() {
        runs.close();
    }

    @Test
    void addressesOfGpusReachTheStagesOfWhichEachHasAnExecutorOfItsOwn() throws Exception {
        SparkRuns.Heard heard = new SparkRuns.Heard();
        RunSettings settings = runs.settings("gpus", "stages=3", "training.epochs=1");
        runs.run(settings, false, heard);
        List<Placement> placements = heard.placements.get(0);
        assertEquals(
                List.of(FOUND, FOUND, FOUND),
                placements.stream().map(Placement::gpus).toList());
        assertEquals(3, placements.stream().map(Placement::pid).distinct().count(), placements.toString());
        JsonNode record =
                new ObjectMapper().readTree(folder.resolve("gpus/run.json").toFile());
        JsonNode stages = record.at("/attempts/0/stages");
        assertEquals(3, stages.size());
        stages.forEach(stage -> assertEquals("[\"gpu-7\"]", stage.path("gpus").toString()));
        List<String> table = StageTable.of(runs.plan(settings), placements);
        assertEquals(
                3, table.stream().filter(line -> line.endsWith(" gpu gpu-7")).count(), table.toString());
    }

    @Test
    void executorsTellTheirGpusToTheDoctor() {
        for (ExecutorCheck check : ExecutorCheck.run(runs.context(), 3)) {
            assertTrue(check.findings().toString().contains("gpu gpu-7"), check.toString());
        }
    }

    @Test
    void stageThatMustUseItsGpuAndCannotEndsTheRunAtOnce() {
        SparkRuns.Heard heard = new SparkRuns.Heard();
        RunSettings settings = runs.settings("require", "stages=2", "compute.gpu=require");
        RunFailedException failed = assertThrows(RunFailedException.class, () -> runs.run(settings, false, heard));
        assertTrue(
                failed.getMessage().contains("compute.gpu = require: must be prefer with compute.backend = AUTO"),
                failed.getMessage());
        assertEquals(1, heard.failures.size(), "no other attempt would do better");
    }
}
