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
import org.junit.jupiter.api.Test;
import org.sparksg.config.ConfigReference;

/** The README agrees with the code. */
class ReadmeTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @Test
    void referenceIsTheTableOfAllKeys() throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));
        String begin = "<!-- reference: generated from ConfigReference -->\n";
        String end = "<!-- end of reference -->";
        assertTrue(readme.contains(begin) && readme.contains(end), "the README lacks the marks " + begin + end);
        String table = readme.substring(readme.indexOf(begin) + begin.length(), readme.indexOf(end));
        assertEquals(ConfigReference.markdown(), table, "replace the README's table by the expected one");
    }

    @Test
    void namedConfFilesExist() throws IOException {
        List<String> files = find("conf/[a-z-]+\\.conf");
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

    private static List<String> find(String pattern) throws IOException {
        return Pattern.compile(pattern)
                .matcher(Files.readString(ROOT.resolve("README.md")))
                .results()
                .map((MatchResult match) -> match.group(match.groupCount()))
                .toList();
    }
}
