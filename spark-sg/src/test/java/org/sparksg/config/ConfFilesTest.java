package org.sparksg.config;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sparksg.data.Cifar10;
import org.sparksg.data.CopyTask;
import org.sparksg.data.DataSource;
import org.sparksg.data.DataSummary;
import org.sparksg.data.ImageRows;
import org.sparksg.data.Points;
import org.sparksg.data.Preparation;
import org.sparksg.data.Schema;
import org.sparksg.data.Sequences;
import org.sparksg.data.Text;
import org.sparksg.nn.Network;
import org.sparksg.pipeline.Costs;
import org.sparksg.pipeline.Cut;
import org.sparksg.pipeline.Learning;
import org.sparksg.pipeline.Partition;
import org.sparksg.pipeline.RunPlan;
import org.sparksg.pipeline.RunSettings;
import org.sparksg.tensor.Shape;

class ConfFilesTest {
    private static final Path CONF = Path.of("../conf").toAbsolutePath().normalize();
    private static final Path PAPERS = CONF.resolve("papers");

    private static List<Path> files(boolean grids) throws IOException {
        try (Stream<Path> files = Files.walk(CONF)) {
            return files.filter(file -> file.toString().endsWith(".conf"))
                    .filter(file -> file.getFileName().toString().matches("(compare|analyze)-.*") == grids)
                    .sorted()
                    .toList();
        }
    }

    static List<Path> files() throws IOException {
        return files(false);
    }

    static List<Path> grids() throws IOException {
        return files(true);
    }

    @Test
    void thereAreConfFiles() throws IOException {
        assertFalse(files().isEmpty());
        assertFalse(grids().isEmpty());
    }

    @ParameterizedTest
    @MethodSource("grids")
    void gridFitsItsDataAndItsRulesFitTheirStages(Path file) {
        GridConfig grid = GridConfig.read(file, List.of(), path -> path);
        assertEquals(file.getFileName().toString(), grid.name() + ".conf");
        for (GridConfig.Cell cell : grid.cells("runs/grid")) {
            RunSettings settings = cell.config().settings();
            DataSummary data = new DataSummary(dataOf(file, cell.config()), 1000, 0, 100, "");
            Network network = settings.network(data.schema());
            Costs costs = Costs.flops(network, settings.learning());
            assertDoesNotThrow(
                    () -> new RunPlan(settings, data, network, Partition.of(network, settings.cut(), costs)),
                    cell.combination());
        }
    }

    @Test
    void gridOfMnistHasTheColumnsAndDepthsOfThePaper() {
        GridConfig grid = GridConfig.read(PAPERS.resolve("compare-mnist.conf"), List.of(), path -> path);
        List<GridConfig.Cell> cells = grid.cells("runs/grid");
        assertEquals(4 * 4 * 3, cells.size());
        for (GridConfig.Cell cell : cells) {
            RunSettings settings = cell.config().settings();
            int layers = Integer.parseInt(cell.network().replace("fcn-", ""));
            assertEquals(3 * (layers - 1) + 1, settings.architecture().layers().size());
            assertEquals(new Cut.Layers(perStage(layers)), settings.cut());
            assertEquals(cell.rule().equals("locked"), settings.learning().equals(Learning.locked(1)));
        }
    }

    private static List<Integer> perStage(int layers) {
        List<Integer> stages = new ArrayList<>(Collections.nCopies(layers - 1, 3));
        stages.add(1);
        return stages;
    }

    @ParameterizedTest
    @MethodSource("files")
    void confFileFitsItsData(Path file) {
        RunConfig config = RunConfig.read(file, List.of(), path -> path);
        RunSettings settings = config.settings();
        assertDoesNotThrow(() -> settings.network(dataOf(file, config)));
        assertEquals(file.getFileName().toString(), settings.name() + ".conf");
    }

    @ParameterizedTest
    @MethodSource("files")
    void printedConfFileReadsBackAsEqualSettings(Path file) {
        RunConfig config = RunConfig.read(file, List.of(), path -> path);
        RunConfig again = RunConfig.parse(file.toString(), config.render(), List.of());
        assertEquals(config.settings(), again.settings());
    }

    @Test
    void baselineDiffersFromTheDecoupledRunInNothingButTheRule() {
        RunConfig decoupled = RunConfig.read(
                CONF.resolve("mnist-cdni.conf"),
                List.of("learning.rule=locked", "corrections.every=0", "name=mnist-locked"),
                path -> path);
        RunConfig locked = RunConfig.read(CONF.resolve("mnist-locked.conf"), List.of(), path -> path);
        assertEquals(decoupled.settings(), locked.settings());
        assertEquals(Learning.locked(1), locked.settings().learning());
    }

    @Test
    void tableTwoOfCzarneckiHasItsRowsAndADataSetForEachSeed() {
        Path file = PAPERS.resolve("compare-czarnecki-table2-log.conf");
        List<GridConfig.Cell> cells =
                GridConfig.read(file, List.of(), path -> path).cells("runs/grid");
        assertEquals(10 * 10 * 3, cells.size());
        assertEquals("locked", cells.get(0).rule()); // what the others are compared with
        Set<DataSource> drawn = new HashSet<>();
        for (GridConfig.Cell cell : cells) {
            Points train = (Points) cell.config().settings().data().train();
            assertEquals(train, cell.config().settings().data().test());
            assertEquals(cell.seed(), train.seed());
            assertTrue(
                    cell.network().startsWith(train.rule().name().toLowerCase(Locale.ROOT) + train.dimensions() + "-"),
                    cell.network());
            RunSettings settings = cell.config().settings();
            assertEquals(train.count(), settings.training().batchSize());
            assertEquals(
                    cell.network().endsWith("deep") ? 12 : 2,
                    settings.architecture().layers().size());
            drawn.add(train);
        }
        assertEquals(6 * 10, drawn.size());
    }

    /** What is known of data that are drawn does not depend on the machine. */
    private static Schema dataOf(Path file, RunConfig config) {
        DataSource train = config.settings().data().train();
        if (train instanceof Points points) {
            return points.inspect(new Configuration()).schema();
        }
        if (train instanceof CopyTask task) {
            return task.inspect(new Configuration()).schema();
        }
        if (train instanceof Text text) {
            return letters(text.window());
        }
        if (train instanceof ImageRows images) {
            return rows(images.rows());
        }
        return train instanceof Cifar10 ? images(32, 3) : dataOf(file);
    }

    private static Schema dataOf(Path file) {
        return file.endsWith("csv-example.conf")
                ? new Schema(
                        Shape.of(4),
                        List.of(),
                        Shape.of(3),
                        "species",
                        true,
                        List.of("setosa", "versicolor", "virginica"))
                : images(28, 1);
    }

    private static Schema letters(int window) {
        List<String> names = IntStream.range(0, 65).mapToObj(Integer::toString).toList();
        Shape each = Shape.of(window);
        return new Schema(
                each, List.of(), each, "", true, names, Preparation.NONE, 0, new Sequences(names.size(), true));
    }

    private static Schema rows(int window) {
        Sequences sequences = new Sequences(0, 10, true, false, false, 28 / window);
        return new Schema(
                Shape.of(window, 28), List.of(), Shape.of(window), "", true, List.of(), Preparation.NONE, 0, sequences);
    }

    private static Schema images(int size, int channels) {
        return new Schema(Shape.of(size, size, channels), List.of(), Shape.of(10), "", true, List.of());
    }
}
