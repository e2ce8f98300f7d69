package org.sparksg.lab.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The micro benchmarks run, and print a table. What they measure is not looked at. */
class KernelsBenchTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void rowsWithAllWordsAreMeasured() {
        System.setProperty("jmh.ignoreLock", "true"); // of another JMH on this machine
        assertEquals(0, run("softmax", "--forks", "0", "--iterations", "1", "--seconds", "0.01"), err.toString());
        List<String> rows =
                out.toString().lines().filter(line -> line.startsWith("| ")).toList();
        assertEquals(3, rows.size(), out.toString());
        assertTrue(rows.get(1).startsWith("| softmax cross entropy | 256x10 | cpu | "), rows.get(1));
        assertTrue(rows.get(2).startsWith("| softmax cross entropy | 256x10 | portable | "), rows.get(2));
        assertTrue(rows.get(2).matches(".* \\| [0-9.]+ \\| [0-9.]+ \\| [0-9.]+ GB/s \\|"), rows.get(2));
    }

    @Test
    void wordOfNoRowIsRefused() {
        assertEquals(2, run("softmax", "256x11"));
        assertTrue(err.toString().startsWith("[softmax, 256x11]: no row has all of these words"), err.toString());
    }

    private int run(String... arguments) {
        CommandLine commandLine = new CommandLine(new BenchCommand());
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        String[] all = new String[arguments.length + 1];
        all[0] = "kernels";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return commandLine.execute(all);
    }
}
