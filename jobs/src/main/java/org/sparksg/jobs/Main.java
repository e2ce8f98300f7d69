package org.sparksg.jobs;

import java.io.FileNotFoundException;
import java.io.PrintWriter;
import org.apache.spark.SparkUserAppException;
import org.nd4j.common.config.ND4JSystemProperties;
import org.sparksg.checkpoint.CheckpointException;
import org.sparksg.config.ConfigException;
import org.sparksg.data.DataException;
import org.sparksg.lab.analyze.AnalyzeCommand;
import org.sparksg.lab.bench.BenchCommand;
import org.sparksg.lab.compare.CompareCommand;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * The command line. Exit codes: 0 it worked, 1 the run failed, 2 the input is wrong. Errors are one message for people;
 * {@code --verbose} adds the stack trace.
 */
@Command(
        name = "spark-sg",
        description = "Trains neural networks as decoupled pipelines across Spark executors, with synthetic gradients.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            TrainCommand.class,
            CompareCommand.class,
            AnalyzeCommand.class,
            EvaluateCommand.class,
            DoctorCommand.class,
            StatusCommand.class,
            SampleCommand.class,
            BenchCommand.class,
            GenerateCompletion.class
        })
public final class Main implements Runnable {
    /** The run failed. */
    public static final int FAILED = 1;

    /** The input is wrong. */
    public static final int BAD_INPUT = 2;

    @Spec
    private CommandSpec spec;

    @Option(names = "--verbose", description = "Print the stack trace of an error.", scope = ScopeType.INHERIT)
    private boolean verbose;

    private Main() {}

    /** Runs a command and ends as whoever started this JVM expects it. */
    public static void main(String[] arguments) throws SparkUserAppException {
        SparkLog.quieten();
        // ND4J would tell how it was built, on several lines in the midst of ours.
        System.setProperty(ND4JSystemProperties.LOG_INITIALIZATION, "false");
        Ending ending = Ending.here(); // as long as nobody has changed a property
        ending.end(commandLine().execute(arguments), SparkStart::makeUp);
    }

    /** Returns the commands and their options. */
    public static CommandLine commandLine() {
        Main main = new Main();
        return new CommandLine(main)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((error, commandLine, parsed) -> main.report(error, commandLine.getErr()));
    }

    /** Without a command, tells what there is. */
    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Name a command");
    }

    private int report(Exception error, PrintWriter err) {
        boolean input = error instanceof ConfigException
                || error instanceof DataException
                || error instanceof CheckpointException
                || error instanceof FileNotFoundException
                || error instanceof IllegalArgumentException;
        String text = error.getMessage() == null ? error.toString() : error.getMessage();
        boolean expected = input || error.getClass().getName().startsWith("org.sparksg.");
        err.println("error: " + (expected ? text : error.getClass().getSimpleName() + ": " + text));
        if (verbose) {
            error.printStackTrace(err);
        } else if (!expected) {
            err.println("(--verbose prints where it happened)");
        }
        err.flush();
        return input ? BAD_INPUT : FAILED;
    }
}
