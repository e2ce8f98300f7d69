package org.sparksg.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparksg.data.Digits;
import org.sparksg.pipeline.Learning;
import org.sparksg.pipeline.RunSettings;

class GridConfigTest {
    private static final String BASE = """
            data.train.format = digits
            network.layers = [ {dense = 16}, relu, {dense = 10} ]
            stages = 2
            training.epochs = 7
            corrections.every = 5
            """;
    private static final String GRID = BASE + """
            compare {
              seeds = [3, 1]
              rules {
                zebra { learning.rule = locked, corrections.every = 0 }
                ape { training.epochs = 9 }
              }
              networks {
                wide { network.layers = [ {dense = 64}, relu, {dense = 10} ], training.epochs = 8 }
                deep { network.layers = [ {dense = 16}, relu, {dense = 16}, relu, {dense = 10} ] }
              }
            }
            """;

    private static List<GridConfig.Cell> cells(String text, String... overrides) {
        return GridConfig.parse("x.conf", text, List.of(overrides)).cells("out/grid");
    }

    private static RunSettings settings(GridConfig.Cell cell) {
        return cell.config().settings();
    }

    private static List<String> problems(String text, String... overrides) {
        return assertThrows(ConfigException.class, () -> cells(text, overrides)).problems();
    }

    @Test
    void runsComeNetworkByNetworkAndSeedBySeedInTheOrderOfTheFile() {
        assertEquals(
                List.of(
                        "zebra_wide_s3",
                        "ape_wide_s3",
                        "zebra_wide_s1",
                        "ape_wide_s1",
                        "zebra_deep_s3",
                        "ape_deep_s3",
                        "zebra_deep_s1",
                        "ape_deep_s1"),
                cells(GRID).stream().map(GridConfig.Cell::id).toList());
    }

    @Test
    void runHasTheGridsNameSeedAndFolder() {
        RunSettings first = settings(cells(GRID).get(0));
        assertEquals("zebra_wide_s3", first.name());
        assertEquals(3, first.seed());
        assertEquals("out/grid", first.output().directory());
    }

    @Test
    void ruleWinsOverNetworkAndNetworkOverFileAndCommandLineOverAll() {
        List<GridConfig.Cell> cells = cells(GRID);
        assertEquals(8, settings(cells.get(0)).training().epochs());
        assertEquals(9, settings(cells.get(1)).training().epochs());
        assertEquals(7, settings(cells.get(4)).training().epochs());
        cells(GRID, "training.epochs=2")
                .forEach(cell -> assertEquals(2, settings(cell).training().epochs()));
    }

    @Test
    void entriesChangeWhatTheySayAndNothingElse() {
        List<GridConfig.Cell> cells = cells(GRID);
        assertEquals(Learning.locked(1), settings(cells.get(0)).learning());
        assertEquals(5, settings(cells.get(1)).corrections().every());
        assertEquals(3, settings(cells.get(0)).architecture().layers().size());
        assertEquals(5, settings(cells.get(4)).architecture().layers().size());
    }

    @Test
    void networksMayBeLeftOutAndSeedsToo() {
        List<GridConfig.Cell> cells = cells(BASE + "seed = 5, compare.rules { a {}, b { stages = 1 } }");
        assertEquals(
                List.of("a_s5", "b_s5"), cells.stream().map(GridConfig.Cell::id).toList());
        assertEquals("a", cells.get(0).combination());
    }

    @Test
    void commandLineChangesTheGridToo() {
        assertEquals(4, cells(GRID, "compare.seeds=[9]").size());
        assertEquals(12, cells(GRID, "compare.rules.third.stages=1").size());
    }

    @Test
    void rulesOfAnIncludedFileComeFirstAndThoseOfTheCommandLineLast(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("base.conf"), "#\n#\n#\n" + BASE + "compare.rules { z {}, a {} }");
        Path file = Files.writeString(folder.resolve("x.conf"), "include \"base.conf\", compare.rules.m {}");
        List<GridConfig.Cell> cells = GridConfig.read(file, List.of("compare.rules.b.stages=1"), path -> path)
                .cells("out");
        assertEquals(
                List.of("a", "z", "m", "b"),
                cells.stream().map(GridConfig.Cell::rule).toList());
    }

    @Test
    void substitutionsReachIntoTheGrid() {
        String text = BASE + "vars.n = 4, compare.rules.a { training.epochs = ${vars.n} }";
        assertEquals(4, settings(cells(text).get(0)).training().epochs());
    }

    @Test
    void substitutionsSeeTheSeedOfTheRun() {
        String text = BASE + "seed = 5, data.train.seed = ${seed}, compare { seeds = [3, 8], rules.a {}, rules.b {}}";
        List<GridConfig.Cell> cells = cells(text + ", compare.networks.n.training.batch-size = ${seed}");
        for (GridConfig.Cell cell : cells) {
            assertEquals(
                    new Digits(10_000, cell.seed()),
                    cell.config().settings().data().train());
            assertEquals(cell.seed(), settings(cell).training().batchSize());
        }
        assertEquals(4, cells.size());
    }

    @Test
    void whatRefersToAKeyFollowsTheEntryThatSetsIt() {
        String text = BASE + """
                data { train { seed = 4, count = 10 }, test = ${data.train} }
                vars.n = ${training.epochs}
                training.batch-size = ${vars.n}
                compare {
                  rules { a {}, b.training.epochs = 3, c = ${compare.rules.b} { training.window = 2 } }
                  networks { small.data.train.count = 20, large.data.train.count = 30 }
                }
                """;
        List<GridConfig.Cell> cells = cells(text);
        for (GridConfig.Cell cell : cells) {
            int count = cell.network().equals("small") ? 20 : 30;
            assertEquals(new Digits(count, 4), cell.config().settings().data().train());
            assertEquals(
                    cell.config().settings().data().train(),
                    cell.config().settings().data().test());
            int epochs = cell.rule().equals("a") ? 7 : 3;
            assertEquals(epochs, settings(cell).training().epochs());
            assertEquals(epochs, settings(cell).training().batchSize());
        }
        assertEquals(6, cells.size());
        assertEquals(2, settings(cells.get(2)).training().window());
        cells(text, "training.epochs=4")
                .forEach(cell -> assertEquals(4, settings(cell).training().batchSize()));
        cells(text, "training.batch-size=${data.train.count}")
                .forEach(cell -> assertEquals(
                        cell.network().equals("small") ? 20 : 30,
                        settings(cell).training().batchSize()));
    }

    @Test
    void referencesInsideAnEntrySeeTheFileAndNotTheEntry() {
        String text = BASE + "compare.rules.a { training.epochs = 9, training.window = ${training.epochs} }";
        assertEquals(7, settings(cells(text).get(0)).training().window());
        assertEquals(
                4, settings(cells(text, "training.epochs=4").get(0)).training().window());
    }

    private static String order(String text, String... overrides) {
        GridConfig grid = GridConfig.parse("x.conf", text, List.of(overrides));
        return grid.cells("out").stream().map(GridConfig.Cell::rule).distinct().toList() + " " + grid.reference();
    }

    @Test
    void orderAndReferenceStayWhenTheCommandLineChangesAnEntry() {
        String text = BASE + """
                corrections.every = 0
                compare.rules {
                  locked { learning.rule = locked }
                  sg { learning.rule = synthetic-gradients }
                }
                """;
        assertEquals("[locked, sg] locked", order(text));
        assertEquals("[locked, sg] locked", order(text, "compare.rules.locked.optimizer.learning-rate=0.02"));
    }

    @Test
    void entriesThatBeginWithAnotherSectionStandWhereTheFileHasThem() {
        String text = BASE + """
                corrections.every = 0
                vars.x { training.epochs = 3 }
                compare.rules {
                  zebra = ${vars.x} { training.window = 2 }
                  locked = ${vars.x} { learning.rule = locked }
                  ape = ${vars.x}
                }
                """;
        assertEquals("[zebra, locked, ape] locked", order(text));
        assertEquals("[zebra, locked, ape] ape", order(text, "compare.reference=ape"));
    }

    @Test
    void referenceIsTheFirstThatIsLockedElseTheFirst() {
        String text = BASE + "corrections.every = 0, compare.rules { b {}, c.learning.rule = locked, a {} }";
        assertEquals("[a, b, c] c", order(text), "entries of one line are in the order of the alphabet");
        assertEquals("[a, b, c] a", order(text, "compare.rules.c.learning.rule=delayed"));
        assertEquals("[a, b, c] a", order(text, "compare.rules.a.learning.rule=locked"));
        assertEquals("[a, b, c] b", order(text, "compare.reference=b"));
        assertEquals(
                List.of("--set: compare.reference = bb: must be a rule of the grid, one of [a, b, c]; did you mean b?"),
                problems(text, "compare.reference=bb"));
    }

    @Test
    void targetIsAboveZero() {
        String text = BASE + "compare.rules.a {}";
        assertEquals(
                0.02,
                GridConfig.parse("x.conf", text, List.of("compare.target=0.02"))
                        .target()
                        .orElseThrow());
        assertTrue(GridConfig.parse("x.conf", text, List.of()).target().isEmpty());
        assertEquals(List.of("--set: compare.target = 0: must be above 0"), problems(text, "compare.target=0"));
    }

    @Test
    void unknownKeyOfAnEntryIsToldOnceWithFileAndLine() {
        List<String> problems = problems(GRID.replace("training.epochs = 9", "training.epoch = 9"));
        assertEquals(1, problems.size(), problems.toString());
        assertEquals(
                "x.conf:10: training.epoch: unknown key; one of [epochs, batch-size, window, deterministic]; did you mean"
                        + " epochs? (in ape on wide, ape on deep)",
                problems.get(0));
    }

    @Test
    void problemOfAllRunsIsToldOnceWithoutNames() {
        assertEquals(
                List.of("x.conf:4: training.epochs = 0: must be >= 1"),
                problems(BASE.replace("epochs = 7", "epochs = 0")
                        + "compare.rules { a {}, b {} }, compare.seeds = [1, 2]"));
    }

    @Test
    void ruleThatRefusesWhatTheFileSaysIsNamed() {
        List<String> problems = problems(GRID.replace(", corrections.every = 0", ""));
        assertEquals(1, problems.size(), problems.toString());
        assertTrue(problems.get(0).startsWith("x.conf:5: corrections.every = 5: must be 0 with "), problems.toString());
        assertTrue(
                problems.get(0).endsWith(" are true already (in zebra on wide, zebra on deep)"), problems.toString());
    }

    @Test
    void whatAllRunsShareCannotDiffer() {
        List<String> problems = problems(BASE
                + "compare.rules.a { seed = 4, spark.executor.memory = 2g }\ncompare.rules.b.output.directory = x");
        assertEquals(3, problems.size(), problems.toString());
        assertTrue(
                problems.contains(
                        "x.conf:6: compare.rules.a.seed: cannot differ between the runs of a grid; use compare.seeds"),
                problems.toString());
    }

    @Test
    void shapeOfTheSectionIsChecked() {
        assertEquals(
                List.of(
                        "x.conf: compare is missing: give a section compare { seeds = [1, 2], rules { ... } }; single runs"
                                + " are trained by train, and analyze looks into their models with --model"),
                problems(BASE));
        assertTrue(problems(BASE + "compare.seeds = [1]").get(0).startsWith("x.conf: compare.rules is missing"));
        assertTrue(problems(BASE + "compare.rules {}").get(0).contains("must name a rule or more"));
        assertTrue(problems(BASE + "compare.rules.a = 3").get(0).startsWith("x.conf:6: compare.rules.a = 3: must be"));
        assertTrue(problems(BASE + "compare.rules.a_b {}").get(0).contains("use letters, digits and '-' only"));
        assertTrue(problems(GRID, "compare.seeds=[1, 1]").get(0).contains("each of them once"));
        assertTrue(problems(GRID.replace("seeds", "seds")).get(0).contains("compare.seds: unknown key"));
    }

    @Test
    void gridIsNoRunToTrain() {
        ConfigException e = assertThrows(ConfigException.class, () -> RunConfig.parse("x.conf", GRID, List.of()));
        assertTrue(e.getMessage().startsWith("x.conf:6: compare: makes this a grid of runs"), e.getMessage());
    }
}
