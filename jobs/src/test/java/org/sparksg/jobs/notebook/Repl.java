package org.sparksg.jobs.notebook;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.repl.SparkILoop;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import scala.collection.JavaConverters;
import scala.tools.nsc.Settings;
import scala.tools.nsc.interpreter.Results;

/**
 * Runs paragraphs as Zeppelin's Spark interpreter does: Scala through the Spark REPL, a whole paragraph at a time and with the
 * echo of its values after what it prints; SQL through the session. What Zeppelin adds ({@code z}, dynamic forms) is missing.
 */
final class Repl implements AutoCloseable {
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final PrintStream console = new PrintStream(output, true, StandardCharsets.UTF_8);
    private final ClassLoader callersLoader = Thread.currentThread().getContextClassLoader();
    private final SparkILoop loop;
    private final SparkSession spark;

    /**
     * Starts the interpreter, then Spark: the other way round Spark's generated code does not find the classes of the REPL.
     *
     * @param classes an empty folder for what the interpreter compiles
     */
    Repl(Path classes) {
        Settings settings = new Settings();
        settings.processArguments(scala("-usejavacp", "-Yrepl-class-based", "-Yrepl-outdir", classes.toString()), true);
        loop = new SparkILoop(
                new BufferedReader(new StringReader("")), new PrintWriter(console, true, StandardCharsets.UTF_8));
        loop.settings_$eq(settings);
        loop.createInterpreter();
        loop.intp().initializeSynchronous();
        Thread.currentThread().setContextClassLoader(loop.intp().classLoader());
        spark = SparkSession.builder()
                .master("local[1]")
                .appName("notebook")
                .config("spark.repl.class.outputDir", classes.toString())
                .config("spark.ui.enabled", false)
                .config("spark.sql.shuffle.partitions", 2)
                .getOrCreate();
        bind("spark", spark);
        bind("sc", spark.sparkContext());
        for (String line : List.of("spark.implicits._", "spark.sql", "org.apache.spark.sql.functions._")) {
            require(scala("import " + line, "the imports that Zeppelin makes"));
        }
    }

    /** What a paragraph gave: its text output, or the columns and rows of a query. */
    record Outcome(boolean succeeded, String text, List<String> columns, List<Row> rows) {

        private static Outcome of(boolean succeeded, String text) {
            return new Outcome(succeeded, text, List.of(), List.of());
        }

        /** Returns a column of numbers. */
        List<Double> numbers(String column) {
            int index = columns.indexOf(column);
            return rows.stream()
                    .map(row -> ((Number) row.get(index)).doubleValue())
                    .toList();
        }

        /** Returns the different values of a column, in order of appearance. */
        List<String> names(String column) {
            int index = columns.indexOf(column);
            return rows.stream()
                    .map(row -> row.get(index).toString())
                    .distinct()
                    .toList();
        }
    }

    Outcome run(Note.Paragraph paragraph) {
        return switch (paragraph.interpreter()) {
            case "%spark" -> scala(paragraph.code(), paragraph.title());
            case "%spark.sql" -> sql(paragraph.code());
            default ->
                throw new IllegalArgumentException("paragraph '" + paragraph.title() + "': " + paragraph.interpreter()
                        + " cannot be tested, use %spark or %spark.sql");
        };
    }

    private Outcome scala(String code, String title) {
        output.reset();
        Results.Result result = scala.Console.withOut(console, () -> loop.intp().interpret(code));
        if (result == Results.Incomplete$.MODULE$) {
            return Outcome.of(false, "paragraph '" + title + "' is incomplete");
        }
        return Outcome.of(result == Results.Success$.MODULE$, output.toString(StandardCharsets.UTF_8));
    }

    private Outcome sql(String query) {
        try {
            Dataset<Row> result = spark.sql(query);
            return new Outcome(true, "", Arrays.asList(result.columns()), result.collectAsList());
        } catch (Exception e) { // Scala declares nothing: errors of queries are checked exceptions
            return Outcome.of(false, e.toString());
        }
    }

    private void bind(String name, Object value) {
        Results.Result result = loop.intp().bind(name, value.getClass().getName(), value, scala("@transient"));
        require(Outcome.of(result == Results.Success$.MODULE$, output.toString(StandardCharsets.UTF_8)));
    }

    private static void require(Outcome outcome) {
        if (!outcome.succeeded()) {
            throw new IllegalStateException("the interpreter did not start: " + outcome.text());
        }
    }

    private static scala.collection.immutable.List<String> scala(String... values) {
        return JavaConverters.asScalaBuffer(Arrays.asList(values)).toList();
    }

    @Override
    public void close() {
        spark.stop();
        loop.intp().close();
        Thread.currentThread().setContextClassLoader(callersLoader);
    }
}
