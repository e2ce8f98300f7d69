package org.sparksg.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.ParseResult;

/** What a command asks of Spark before there is a driver. */
class RequestTest {
    private static final String GRID = "compare { seeds = [1], rules { locked { learning.rule = locked } } }\n";

    @TempDir
    private Path folder;

    private final ClassLoader before = Thread.currentThread().getContextClassLoader();

    @AfterEach
    void forgetTheJar() {
        Thread.currentThread().setContextClassLoader(before);
    }

    private Map<String, String> properties(String command) throws IOException {
        String settings = """
                data.train { format = digits, count = 600 }
                data.test { format = digits, count = 90 }
                network.layers = [ {dense = 32}, relu, {dense = 10} ]
                spark { a = b, jars = c.jar }
                """;
        Files.writeString(folder.resolve("run.conf"), settings);
        Files.writeString(folder.resolve("grid.conf"), settings + GRID);
        Path jar = Files.writeString(folder.resolve("mine.jar"), "");
        String[] words = (command.replace("FOLDER", folder.toString()) + " --master yarn --jars " + jar).split(" ");
        ParseResult parsed = Main.commandLine().parseArgs(words);
        SparkCommand chosen = (SparkCommand) parsed.subcommand().commandSpec().userObject();
        return chosen.request(path -> path).orElseThrow().properties();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "train FOLDER/run.conf",
                "doctor FOLDER/run.conf",
                "compare FOLDER/grid.conf",
                "evaluate model FOLDER/run.conf"
            })
    void optionsOfTheClusterArePropertiesOverThoseOfTheConfFile(String command) throws IOException {
        assertEquals(
                Map.of("spark.master", "yarn", "spark.jars", folder + "/mine.jar", "spark.a", "b"),
                properties(command));
    }

    @Test
    void optionsOfTheClusterCountWithoutAConfFile() throws IOException {
        assertEquals(
                Map.of("spark.master", "yarn", "spark.jars", folder + "/mine.jar"),
                properties("evaluate model --data FOLDER/rows"));
    }
}
