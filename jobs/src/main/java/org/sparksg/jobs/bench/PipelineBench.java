package org.sparksg.jobs.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.sparksg.jobs.bench.MeasuredRuns.Case;
import org.sparksg.jobs.bench.MeasuredRuns.Figures;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Times the unsplit network, the decoupled pipeline, the locked one, and both pipelines with a delay at the boundary. */
@Command(
        name = "pipeline",
        description = "Times pipelines on executors against the unsplit network.",
        mixinStandardHelpOptions = true)
final class PipelineBench implements Callable<Integer> {
    private static final Case DECOUPLED = new Case("decoupled", List.of());
    private static final Case LOCKED = new Case("locked", List.of("learning.rule=locked", "corrections.every=0"));

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "CONF", description = "The conf file of the pipeline, such as conf/bench/pipeline.conf.")
    private Path file;

    @Option(names = "--delay", description = "One-way delay at the boundary. Default: ${DEFAULT-VALUE}")
    private String delay = "20ms";

    @Option(names = "--warm-up", description = "Batches that do not count. Default: ${DEFAULT-VALUE}")
    private int warmUp = 60;

    @Option(names = "--rounds", description = "Rounds, of which the median counts. Default: ${DEFAULT-VALUE}")
    private int rounds = 3;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Case parts = LOCKED.with(", 4 micro-batches", "learning.micro-batches=4");
        List<Case> cases = List.of(
                new Case("unsplit, 1 executor", LOCKED.overrides()).with("", "stages=1"),
                DECOUPLED,
                delayed(DECOUPLED),
                LOCKED,
                delayed(LOCKED),
                parts,
                delayed(parts));
        MeasuredRuns runs = new MeasuredRuns(file, warmUp, spec.commandLine().getErr());
        print(cases, runs.medians(cases, rounds, DECOUPLED));
        return 0;
    }

    private Case delayed(Case measured) {
        return measured.with(", " + delay, "transport.faults.delay=" + delay);
    }

    private void print(List<Case> cases, List<Figures> figures) {
        var out = spec.commandLine().getOut();
        out.println(BenchCommand.machine() + "; executors with 1 core each; median of " + rounds + " rounds");
        out.println("| run | examples/s | to unsplit | busy share of each stage |");
        out.println("|---|---|---|---|");
        for (int i = 0; i < cases.size(); i++) {
            Figures row = figures.get(i);
            out.printf(
                    Locale.ROOT,
                    "| %s | %.0f | %.2f | %s |%n",
                    cases.get(i).title(),
                    row.rate(),
                    row.rate() / figures.get(0).rate(),
                    row.busyText());
        }
        out.flush();
    }
}
