package org.sparksg.lab.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.sparksg.jobs.TextTable;
import org.sparksg.lab.bench.MeasuredRuns.Case;
import org.sparksg.lab.bench.MeasuredRuns.Figures;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Times the unsplit network, the decoupled pipeline, also with a synthesizer of low rank, the locked one, and pipelines with a delay at the
 * boundary.
 */
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
                DECOUPLED.with(", rank 32", "learning.synthesizer.layers=[{dense=32,bias=false}]"),
                delayed(DECOUPLED),
                LOCKED,
                delayed(LOCKED),
                parts,
                delayed(parts));
        new MeasuredRuns(file, warmUp, rounds, cases)
                .measure(spec.commandLine(), DECOUPLED, figures -> table(cases, figures));
        return 0;
    }

    private Case delayed(Case measured) {
        return measured.with(", " + delay, "transport.faults.delay=" + delay);
    }

    /** Returns the rows of the cases that were measured. */
    static TextTable table(List<Case> cases, List<Figures> figures) {
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i < cases.size(); i++) {
            Figures row = figures.get(i);
            if (row.isMeasured()) {
                rows.add(List.of(
                        cases.get(i).title(),
                        BenchTable.cell("%.0f", row.rate()),
                        BenchTable.cell("%.2f", row.rate() / figures.get(0).rate()),
                        row.busyText()));
            }
        }
        return new TextTable(List.of("run", "examples/s", "to unsplit", "busy share of each stage"), rows);
    }
}
