package org.sparksg.jobs;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sparksg.config.ConfigReference;
import org.sparksg.config.GridConfig;
import org.sparksg.config.RunConfig;
import org.sparksg.spark.SparkDefaults;
import picocli.CommandLine;

/**
 * The pages agree with the code. Their generated parts are written anew by the system property {@code pages.write}:
 * {@code mvn -pl jobs -am test -Dtest=ReadmeTest -Dsurefire.failIfNoSpecifiedTests=false -Dpages.write}.
 */
class ReadmeTest {
    private static final Path ROOT = Pages.ROOT;
    private static final String MESSAGES = "jobs/README.md";

    private final Pages pages;

    ReadmeTest() throws IOException {
        this.pages = new Pages();
    }

    /**
     * Lines of a page that the code decides.
     *
     * @param page its path
     * @param begin the line before them
     * @param end the line after them
     * @param lines what they must be
     */
    record Generated(String page, String begin, String end, String lines) {
        @Override
        public String toString() {
            return page + " " + begin;
        }
    }

    static Stream<Generated> generated() throws IOException {
        return Stream.of(
                new Generated(
                        "conf/README.md",
                        "<!-- reference: generated from ConfigReference -->",
                        "<!-- end of reference -->",
                        ConfigReference.markdown()),
                new Generated(
                        "README.md", "<!-- example: train on a DataFrame -->", "<!-- end of example -->", example()),
                new Generated(
                        "jobs/README.md",
                        "<!-- properties: those of SparkDefaults -->",
                        "<!-- end of properties -->",
                        properties()));
    }

    /** The one that {@link DataFrameTrainingTest} runs. */
    private static String example() throws IOException {
        String test = Files.readString(Path.of("src/test/java/org/sparksg/jobs/DataFrameTrainingTest.java"));
        String begin = "// begin of the example\n";
        int from = test.indexOf(begin) + begin.length();
        return test.substring(from, test.indexOf("        // end of the example"))
                .indent(-4);
    }

    private static String properties() {
        SparkConf conf = SparkDefaults.complete(new SparkConf(false).setMaster("yarn"));
        return Arrays.stream(conf.getAll())
                .filter(property -> !property._1().equals("spark.master"))
                .sorted(Comparator.comparing(property -> property._1()))
                .map(property -> "    %-64s %s%n".formatted(property._1(), property._2()))
                .collect(Collectors.joining());
    }

    @ParameterizedTest
    @MethodSource("generated")
    void generatedPartIsUpToDate(Generated part) throws IOException {
        if (System.getProperty("pages.write") != null) {
            pages.replace(part.page(), part.begin(), part.end(), part.lines());
            return;
        }
        assertEquals(
                part.lines(),
                pages.between(part.page(), part.begin(), part.end()),
                "run this test with -Dpages.write, which replaces this part of " + part.page());
    }

    @Test
    void readmeIsShort() {
        String readme = pages.text("README.md");
        assertTrue(readme.lines().count() <= 200, readme.lines().count() + " lines");
        assertTrue(readme.getBytes(StandardCharsets.UTF_8).length <= 12 << 10, "more than 12 KB");
    }

    @Test
    void linksResolve() {
        int found = 0;
        for (String page : pages.names()) {
            for (String link : pages.links(page)) {
                if (link.startsWith("https://")) {
                    continue;
                }
                found++;
                String[] target = link.split("#", 2);
                Path file = target[0].isEmpty()
                        ? ROOT.resolve(page)
                        : ROOT.resolve(page).resolveSibling(target[0]).normalize();
                assertTrue(Files.exists(file), page + ": " + link);
                String name = ROOT.relativize(file).toString();
                assertTrue(target.length == 1 || pages.hasAnchor(name, target[1]), page + ": " + link);
            }
        }
        assertTrue(found > 20, found + " links");
    }

    @Test
    void namedConfFilesExist() {
        List<String> files = pages.find("conf/[a-z0-9/-]+\\.(?:conf|md|csv)");
        assertFalse(files.isEmpty());
        files.forEach(file -> assertTrue(Files.exists(ROOT.resolve(file)), file));
    }

    /** So that nobody meets a conf file of which no page tells what it is for. */
    @Test
    void everyConfFileIsNamedOnAPageOfItsFolder() {
        for (String conf : pages.confFiles()) {
            Path path = Path.of(conf);
            String stem = path.getFileName().toString().replaceFirst("\\.conf$", "");
            boolean named = pages.names().stream()
                    .filter(page -> path.getParent().equals(Path.of(page).getParent()))
                    .anyMatch(page -> pages.text(page).contains(stem));
            assertTrue(named, conf);
        }
    }

    @Test
    void commandsParse() {
        List<List<String>> commands = pages.commands();
        assertTrue(commands.size() > 50, commands.toString());
        for (List<String> command : commands) {
            if (command.size() == 1) { // the text speaks of it, and says how elsewhere
                Set<String> known = Main.commandLine().getSubcommands().keySet();
                assertTrue(known.contains(command.get(0)), command + " of " + known);
                continue;
            }
            String[] ours = // the words behind are spark-submit's
                    command.stream().takeWhile(word -> !word.equals("--")).toArray(String[]::new);
            assertDoesNotThrow(() -> Main.commandLine().parseArgs(ours), command.toString());
        }
    }

    /** With the files and the settings that the command names; {@code my.conf} is the reader's. */
    @Test
    void commandsReadTheirConfFiles() {
        int trained = 0;
        for (List<String> command : pages.commands()) {
            List<String> words = command.stream()
                    .map(word ->
                            word.matches("conf/.*\\.conf") ? ROOT.resolve(word).toString() : word)
                    .collect(Collectors.toCollection(ArrayList::new));
            if (command.size() == 1 || command.contains("my.conf")) {
                continue;
            }
            if (command.get(0).equals("train")) {
                words.add("--print-config");
                run(words);
                trained++;
            } else if (command.get(0).equals("compare")) {
                GridConfig grid = GridConfig.read(Path.of(words.get(1)), List.of(), path -> path);
                assertFalse(grid.cells("runs").isEmpty(), command.toString());
            }
        }
        assertTrue(trained > 5, trained + " commands");
    }

    private static void run(List<String> words) {
        StringWriter err = new StringWriter();
        CommandLine commandLine = Main.commandLine()
                .setOut(new PrintWriter(new StringWriter(), true))
                .setErr(new PrintWriter(err, true));
        assertEquals(0, commandLine.execute(words.toArray(String[]::new)), words + ": " + err);
    }

    /** Those that are only a part of a file are laid over a starter. */
    @Test
    void confSnippetsAreRead() throws IOException {
        List<String> data = pages.find("`(train \\{[^`]+\\})`");
        assertTrue(data.size() > 3, data.toString());
        for (String section : data) {
            String text = "data { " + section + " }\nnetwork.layers = [ { dense = 10 } ], stages = 1";
            assertDoesNotThrow(() -> RunConfig.parse(section, text, List.of()));
        }
        int found = 0;
        for (String page : pages.names()) {
            for (String snippet : pages.snippets(page)) {
                found++;
                if (snippet.contains("compare {")) {
                    String text = starter("compare-quick.conf") + snippet;
                    assertDoesNotThrow(
                            () -> GridConfig.parse(page, text, List.of()).cells("runs"), snippet);
                } else {
                    String text = (snippet.contains("network.layers") ? "" : starter("quickstart.conf")) + snippet;
                    assertDoesNotThrow(() -> RunConfig.parse(page, text, List.of()), snippet);
                }
            }
        }
        assertTrue(found >= 2, found + " snippets");
    }

    private static String starter(String name) throws IOException {
        return Files.readString(ROOT.resolve("conf").resolve(name));
    }

    /** What varies in a message, {@code ...} and numbers, is left out; the rest must stand in the sources. */
    @Test
    void quotedMessagesExist() throws IOException {
        String sources = sources();
        List<String> messages = Pattern.compile("(?m)^\\| `([^`]+)` \\|")
                .matcher(pages.text(MESSAGES))
                .results()
                .map(match -> match.group(1))
                .toList();
        assertTrue(messages.size() > 10, messages.toString());
        for (String message : messages) {
            for (String part : message.split("\\.\\.\\.|\\d+(?!\\.)|  +|[\\[\\];:(),=]|yarn", -1)) {
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
}
