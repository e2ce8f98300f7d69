package org.sparksg.lab.compare;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparksg.config.ConfigException;
import org.sparksg.config.GridConfig;
import picocli.CommandLine;

/** A grid is checked as a whole before Spark starts. */
class GridCheckTest {
    private static final String BASE = """
            data.train { format = digits, count = 100 }
            data.test { format = digits, count = 20 }
            network.layers = [ {dense = 16}, relu, {dense = 16}, relu, {dense = 10} ]
            stages = [2, 2, 1]
            """;

    @TempDir
    private Path folder;

    private final GridCheck check = new GridCheck(new Configuration(), line -> {});

    private List<GridCheck.Candidate> complete(String text) throws IOException {
        return check.complete(GridConfig.parse("x.conf", text, List.of()).cells(folder.toString()));
    }

    @Test
    void networkThatDoesNotFitTheDataIsNamed() {
        String grid = BASE + "compare { rules.a {}, networks { good {}, bad.network.layers = [ {dense = 7} ] } }";
        String message =
                assertThrows(ConfigException.class, () -> complete(grid)).getMessage();
        assertTrue(message.contains("units = 7: the data have 10 classes"), message);
        assertTrue(message.endsWith(" (in a on bad)"), message);
    }

    @Test
    void rulesThatRefuseTheirStagesAreAllNamed() throws IOException {
        String grid = BASE + """
                compare.rules {
                  good {}
                  far.learning { rule = interlocked, distance = 5 }
                  odd.learning.rule = [locked, no-backpropagation]
                }
                """;
        List<GridCheck.Candidate> runs = complete(grid);
        SparkConf conf = check.application(runs, Map.of());
        List<String> problems = assertThrows(ConfigException.class, () -> check.plan(runs, conf))
                .problems();
        assertEquals(2, problems.size(), problems.toString());
        assertTrue(problems.get(0).endsWith("which is end-to-end (in far)"), problems.toString());
        assertTrue(
                problems.get(1).contains("boundary 0 with ") && problems.get(1).endsWith(" (in odd)"));
    }

    @Test
    void applicationHasRoomForTheRunWithMostStages() throws IOException {
        String grid = BASE
                + "compare { rules.a {}, networks { one.stages = 1, four.stages = [1, 1, 1, 2], two.stages = 2 } }";
        String master = check.application(complete(grid), Map.of()).get("spark.master");
        assertTrue(master.startsWith("local-cluster[4,"), master);
    }

    @Test
    void comparisonNeedsDataToCompareBy() throws IOException {
        String untested = BASE.replaceAll("data.test.*\n", "data.held-out = 0\n") + "compare.rules.a {}\n";
        String message =
                assertThrows(ConfigException.class, () -> complete(untested)).getMessage();
        assertTrue(message.startsWith("data.test is missing: "), message);
        assertFalse(complete(untested + "data.held-out = 0.2").isEmpty());
    }

    @Test
    void commandEndsWithExitCode2BeforeSparkStarts() throws IOException {
        Path conf = Files.writeString(
                folder.resolve("grid.conf"),
                BASE + "output.directory = \"" + folder + "\"\n"
                        + "compare.rules { good {}, bad { learning.rule = locked, corrections.every = 9 } }\n");
        StringWriter err = new StringWriter();
        assertEquals(2, commandLine(err).execute(conf.toString()));
        assertEquals(1, err.toString().lines().count(), err.toString());
        assertTrue(err.toString().contains("grid.conf:6: corrections.every = 9: must be 0 with "), err.toString());
        assertTrue(err.toString().contains("(in bad)"), err.toString());
    }

    @Test
    void comparisonDoesNotGoOnWithOtherData() throws IOException {
        Path table = Files.writeString(folder.resolve("a.csv"), "x,y\n1,0\n2,1\n3,0\n");
        String text = "name = grid, output.directory = \"" + folder + "\", stages = 1, compare.rules.a {}\n"
                + "network.layers = [ {dense = 2} ], data.train { format = csv, path = \"" + table
                + "\", label { column = y, classes = 2 } }, data.test = ${data.train}, data.held-out = 0\n";
        Path conf = Files.writeString(folder.resolve("grid.conf"), text);
        Folder grid = Folder.of(new Configuration(), folder.toString(), "grid", false, Optional.empty());
        List<GridCheck.Candidate> candidates =
                check.complete(GridConfig.read(conf, List.of(), path -> path).cells(grid.location("")));
        GridRun run = check.plan(candidates, new SparkConf(false)).get(0);
        grid.claim("grid");
        grid.write(
                run.id() + "/run.json",
                new ObjectMapper()
                        .createObjectNode()
                        .put("config", run.cell().config().render())
                        .put("data", run.plan().data().fingerprint())
                        .toString());
        assertDoesNotThrow(() -> check.requireSame(grid, List.of(run)));
        Files.writeString(table, "x,y\n1,0\n2,1\n4,0\n");
        StringWriter err = new StringWriter();
        assertEquals(1, commandLine(err).execute(conf.toString(), "--resume"), err::toString);
        assertTrue(err.toString().startsWith("the data of "), err.toString());
        assertTrue(
                err.toString()
                        .contains(
                                "/grid/a_s1 (data.train, data.test) have changed since it was trained:\n  before: train=csv-"),
                err.toString());
        assertTrue(
                err.toString().contains("Put the old data back; or leave --resume out to start a new"), err.toString());
    }

    /** Prints the message alone, as the whole command line does. */
    private static CommandLine commandLine(StringWriter err) {
        return new CommandLine(new CompareCommand())
                .setErr(new PrintWriter(err, true))
                .setExecutionExceptionHandler((error, commandLine, parsed) -> {
                    commandLine.getErr().println(error.getMessage());
                    return error instanceof ConfigException ? 2 : 1;
                });
    }
}
