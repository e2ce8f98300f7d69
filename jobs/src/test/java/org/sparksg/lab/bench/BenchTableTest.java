package org.sparksg.lab.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sparksg.jobs.TextTable;
import picocli.CommandLine;

/** A benchmark says what it has measured, however it ends. */
class BenchTableTest {
    private static final int SIGINT = 128 + 2;
    private static final String ONE = "a title\n| x |\n|---|\n| 1 |\n";
    private static final String TWO = "a title\n| x |\n|---|\n| 1 |\n| 2 |\n";
    private static final String NOTE = "(not complete: the benchmark ended here)\n";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine command =
            new CommandLine(new BenchCommand()).setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

    private static TextTable rows(String... cells) {
        return new TextTable(List.of("x"), List.of(cells).stream().map(List::of).toList());
    }

    @Test
    void theLastTableIsPrintedOnce() throws Exception {
        BenchTable.measure(command, table -> {
            table.show("a title", rows("1"));
            table.progress("one of two");
            table.show("a title", rows("1", "2"));
            assertEquals("", out.toString());
        });
        assertEquals(TWO, out.toString());
        assertEquals("one of two\n", err.toString());
    }

    @Test
    void aFailureLeavesTheTableSoFar() {
        IOException failure = assertThrows(
                IOException.class,
                () -> BenchTable.measure(command, table -> {
                    table.show("a title", rows("1"));
                    throw new IOException("no luck with the second");
                }));
        assertEquals("no luck with the second", failure.getMessage());
        assertEquals(ONE + NOTE, out.toString());
    }

    @Test
    void aFailureBeforeTheFirstRowIsNoTable() {
        assertThrows(
                IllegalStateException.class,
                () -> BenchTable.measure(command, table -> {
                    throw new IllegalStateException();
                }));
        assertEquals(NOTE, out.toString());
    }

    @Test
    @Timeout(120)
    void ctrlCLeavesTheTableSoFar() throws IOException, InterruptedException {
        List<String> line = new ArrayList<>();
        // A process group of its own, that hears SIGINT also if this test runs in the background of a shell.
        line.addAll(List.of("setsid", "env", "--default-signal=INT"));
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> !argument.startsWith("-javaagent"))
                .forEach(line::add);
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), Endless.class.getName()));
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        StringBuilder said = new StringBuilder();
        for (String read = lines.readLine(); read != null; read = lines.readLine()) {
            said.append(read).append('\n');
            if (read.equals("one of many")) {
                assertEquals(0, interrupt(process.pid()));
            }
        }
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "still there 60 s after Ctrl-C: " + said);
        assertEquals(SIGINT, process.exitValue(), said.toString());
        assertTrue(said.toString().endsWith(ONE + NOTE), said.toString());
    }

    private static int interrupt(long group) throws IOException, InterruptedException {
        return new ProcessBuilder("kill", "-INT", "--", "-" + group)
                .inheritIO()
                .start()
                .waitFor();
    }

    /** A benchmark that measures once, and then waits for Ctrl-C. */
    static final class Endless {
        private Endless() {}

        public static void main(String[] arguments) throws Exception {
            BenchTable.measure(new CommandLine(new BenchCommand()), table -> {
                table.show("a title", rows("1"));
                table.progress("one of many");
                TimeUnit.HOURS.sleep(1);
            });
        }
    }
}
