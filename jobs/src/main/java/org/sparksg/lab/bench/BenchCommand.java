package org.sparksg.lab.bench;

import java.util.Optional;
import org.sparksg.config.Place;
import org.sparksg.jobs.SparkCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench}: measures, on this machine, what the pages claim. */
@Command(
        name = "bench",
        description = "Measures this machine: each prints a table with the opponent beside it.",
        mixinStandardHelpOptions = true,
        subcommands = {
            ComputeBench.class,
            KernelsBench.class,
            PipelineBench.class,
            ProductsBench.class,
            RulesBench.class,
            TransportBench.class,
            MemoryBench.class,
            StreamingBench.class
        })
public final class BenchCommand implements Runnable, SparkCommand {
    @Spec
    private CommandSpec spec;

    /** Called by picocli. */
    public BenchCommand() {}

    @Override
    public Optional<Request> request(Place place) {
        return Optional.of(Request.ANY);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Name a benchmark");
    }

    /** Returns the machine and the versions, for the line above a table. */
    static String machine() {
        return Runtime.getRuntime().availableProcessors() + " processors (" + processor() + "), Java "
                + Runtime.version();
    }

    private static String processor() {
        try (var lines = java.nio.file.Files.lines(java.nio.file.Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).trim())
                    .findFirst()
                    .orElse("unknown model");
        } catch (java.io.IOException | java.io.UncheckedIOException e) {
            return System.getProperty("os.arch");
        }
    }
}
