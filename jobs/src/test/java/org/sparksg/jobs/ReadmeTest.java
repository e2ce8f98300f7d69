package org.sparksg.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.sparksg.config.ConfigReference;
import org.sparksg.config.GridConfig;

/** The README agrees with the code. */
class ReadmeTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @Test
    void referenceIsTheTableOfAllKeys() throws IOException {
        String table = between(
                Files.readString(ROOT.resolve("README.md")),
                "<!-- reference: generated from ConfigReference -->\n",
                "<!-- end of reference -->");
        assertEquals(ConfigReference.markdown(), table, "replace the README's table by the expected one");
    }

    @Test
    void exampleInJavaIsTheOneThatIsTested() throws IOException {
        String test = Files.readString(Path.of("src/test/java/org/sparksg/jobs/DataFrameTrainingTest.java"));
        String tested = between(test, "// begin of the example\n", "        // end of the example");
        String shown = between(
                Files.readString(ROOT.resolve("README.md")),
                "<!-- example: train on a DataFrame -->\n",
                "<!-- end of example -->");
        assertEquals(tested.indent(-4), shown, "replace the README's example by the expected one");
    }

    private static String between(String text, String begin, String end) {
        assertTrue(text.contains(begin) && text.contains(end), "no part between " + begin + " and " + end);
        return text.substring(text.indexOf(begin) + begin.length(), text.indexOf(end));
    }

    @Test
    void namedConfFilesExist() throws IOException {
        List<String> files = find("conf/[a-z/-]+\\.conf");
        assertFalse(files.isEmpty());
        files.forEach(file -> assertTrue(Files.exists(ROOT.resolve(file)), file));
    }

    @Test
    void namedCommandsExist() throws IOException {
        Set<String> commands = Main.commandLine().getSubcommands().keySet();
        List<String> named = find("jobs/spark-sg ([a-z]+)");
        assertFalse(named.isEmpty());
        named.forEach(command -> assertTrue(commands.contains(command), command + " of " + commands));
    }

    @Test
    void namedGridsAreGrids() throws IOException {
        List<String> grids = find("jobs/spark-sg compare (conf/[a-z/-]+\\.conf)");
        assertFalse(grids.isEmpty());
        for (String grid : grids) {
            assertFalse(GridConfig.read(ROOT.resolve(grid), List.of(), path -> path)
                    .cells("runs")
                    .isEmpty());
        }
    }

    /** What varies in a message, {@code ...} and numbers, is left out; the rest must stand in the sources. */
    @Test
    void quotedMessagesExist() throws IOException {
        String sources = sources();
        List<String> messages = find("(?m)^\\| `([^`]+)` \\|", "## When something goes wrong");
        assertTrue(messages.size() > 10, messages.toString());
        for (String message : messages) {
            for (String part : message.split("\\.\\.\\.|\\d+(?!\\.)|  +|[\\[\\];:(),=]|yarn")) {
                assertTrue(sources.contains(part.strip()), "\"" + part.strip() + "\" of: " + message);
            }
        }
    }

    /** Returns the launcher and all main sources, with texts that are broken over lines put together. */
    private static String sources() throws IOException {
        StringBuilder all = new StringBuilder(Files.readString(ROOT.resolve("jobs/spark-sg")));
        for (String module : List.of("spark-sg", "jobs")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module + "/src/main/java"))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    all.append(Files.readString(file));
                }
            }
        }
        return all.toString().replaceAll("\"\\s*\\+\\s*\"", "");
    }

    private static List<String> find(String pattern, String after) throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));
        assertTrue(readme.contains(after), after);
        return Pattern.compile(pattern)
                .matcher(readme.substring(readme.indexOf(after)))
                .results()
                .map((MatchResult match) -> match.group(match.groupCount()))
                .toList();
    }

    private static List<String> find(String pattern) throws IOException {
        return find(pattern, "# spark-sg");
    }
}
