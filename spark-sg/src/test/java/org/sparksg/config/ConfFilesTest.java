package org.sparksg.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sparksg.data.Summary;
import org.sparksg.pipeline.Learning;
import org.sparksg.pipeline.RunSettings;
import org.sparksg.tensor.Shape;

class ConfFilesTest {
    private static final Path CONF = Path.of("../conf").toAbsolutePath().normalize();

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(CONF)) {
            return files.filter(file -> file.toString().endsWith(".conf"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void thereAreConfFiles() throws IOException {
        assertFalse(files().isEmpty());
    }

    @ParameterizedTest
    @MethodSource("files")
    void confFileFitsItsData(Path file) {
        RunConfig config = RunConfig.read(file, List.of(), path -> path);
        RunSettings settings = config.settings(dataOf(file));
        assertEquals(file.getFileName().toString(), settings.name() + ".conf");
    }

    @ParameterizedTest
    @MethodSource("files")
    void printedConfFileReadsBackAsEqualSettings(Path file) {
        RunConfig config = RunConfig.read(file, List.of(), path -> path);
        RunConfig again = RunConfig.parse(file.toString(), config.render(), List.of());
        assertEquals(config.settings(dataOf(file)), again.settings(dataOf(file)));
    }

    @Test
    void baselineDiffersFromTheDecoupledRunInNothingButTheRule() {
        RunConfig decoupled = RunConfig.read(
                CONF.resolve("mnist-cdni.conf"),
                List.of("learning.rule=locked", "corrections.every=0", "name=mnist-locked"),
                path -> path);
        RunConfig locked = RunConfig.read(CONF.resolve("mnist-locked.conf"), List.of(), path -> path);
        Summary mnist = dataOf(CONF.resolve("mnist-cdni.conf"));
        assertEquals(decoupled.settings(mnist), locked.settings(mnist));
        assertEquals(Learning.locked(1), locked.settings(mnist).learning());
    }

    private static Summary dataOf(Path file) {
        return file.endsWith("csv-example.conf")
                ? new Summary(150, Shape.of(4), Shape.of(3), true, List.of("setosa", "versicolor", "virginica"), "")
                : new Summary(1000, Shape.of(28, 28, 1), Shape.of(10), true, List.of(), "");
    }
}
