package org.sparksg.lab.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import org.apache.spark.api.java.JavaSparkContext;
import org.sparksg.jobs.Interruption;
import org.sparksg.jobs.TextTable;
import picocli.CommandLine;

/**
 * The table of a benchmark, as far as it is measured. It is printed once, however the benchmark ends: when all is measured, when
 * something fails, or on Ctrl-C. Lines for who waits go to the error stream. One thread measures; the table may be shown by
 * another.
 */
final class BenchTable {
    private final PrintWriter out;
    private final PrintWriter err;
    private volatile String shown = "";
    private boolean printed;

    /** What fills the table. */
    interface Work {
        void measure(BenchTable table) throws IOException, InterruptedException;
    }

    private BenchTable(CommandLine command) {
        this.out = command.getOut();
        this.err = command.getErr();
    }

    /** Measures, and prints the table. */
    static void measure(CommandLine command, Work work) throws IOException, InterruptedException {
        BenchTable table = new BenchTable(command);
        table.measure(work, Interruption.watch(table::heard, table::printSoFar));
    }

    /** Measures runs of this application, and prints the table. */
    static void measure(CommandLine command, JavaSparkContext context, Work work)
            throws IOException, InterruptedException {
        BenchTable table = new BenchTable(command);
        table.measure(work, Interruption.watch(context, table::heard, table::printSoFar));
    }

    private void measure(Work work, Interruption interruption) throws IOException, InterruptedException {
        boolean complete = false;
        try {
            work.measure(this);
            complete = true;
        } finally {
            if (complete) {
                print("");
            } else if (!interruption.hasBegun()) { // else it is printed at the end of that
                printSoFar();
            }
            interruption.end();
        }
    }

    private void heard() {
        progress("Interrupted: the table so far comes as soon as all has stopped ...");
    }

    private void printSoFar() {
        print("(not complete: the benchmark ended here)\n");
    }

    private synchronized void print(String note) {
        if (!printed) {
            printed = true;
            out.print(shown + note);
            out.flush();
        }
    }

    /** Takes the table as it is now, in the place of the one before, with a title of some lines. */
    void show(String title, TextTable table) {
        shown = title + "\n" + table.markdown();
    }

    /** Prints a line about what was just measured. */
    void progress(String line) {
        err.println(line);
        err.flush();
    }

    /** Returns a number as text; nothing for one that was not measured. */
    static String cell(String pattern, double number) {
        return Double.isNaN(number) ? "" : String.format(Locale.ROOT, pattern, number);
    }
}
