package org.sparksg.lab.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.sparksg.jobs.TextTable;
import org.sparksg.lab.bench.MeasuredRuns.Case;
import org.sparksg.lab.bench.MeasuredRuns.Figures;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Times every rule of learning over the same stages, without and with a delay at the boundaries. */
@Command(
        name = "rules",
        description = "Times every rule of learning, without and with a delay at the boundaries.",
        mixinStandardHelpOptions = true)
final class RulesBench implements Callable<Integer> {
    static final List<Case> RULES = List.of(
            rule("locked, naive", "rule=locked"),
            rule("locked, 4 micro-batches", "rule=locked", "micro-batches=4"),
            rule("locked, 4 micro-batches, 1F1B", "rule=locked", "micro-batches=4", "order=one-forward-one-backward"),
            rule("delayed, stashed (DDG, PipeDream)", "rule=delayed"),
            rule("delayed, replayed (features replay)", "rule=delayed", "replay=true"),
            rule("synthetic gradients (cDNI)", "rule=synthetic-gradients"),
            rule("SG+prop", "rule=synthetic-gradients", "alpha=0.1"),
            rule("BP(lambda = 0.5)", "rule=synthetic-gradients", "lambda=0.5"),
            rule("complete unlock", "rule=synthetic-gradients", "synthetic-inputs=true"),
            rule("feedback alignment", "rule=feedback-alignment"),
            rule("direct feedback alignment", "rule=direct-feedback-alignment"),
            rule("target projection", "rule=target-projection"),
            rule("local loss", "rule=local-loss"),
            rule("local loss, predsim", "rule=local-loss", "auxiliary.similarity=0.99"),
            rule("pairwise", "rule=interlocked", "distance=1"),
            rule("3-wise", "rule=interlocked", "distance=2"),
            rule("no backpropagation", "rule=no-backpropagation"));

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "CONF", description = "The conf file of the pipeline, such as conf/bench/rules.conf.")
    private Path file;

    @Option(names = "--delay", description = "One-way delay at the boundaries. Default: ${DEFAULT-VALUE}")
    private String delay = "20ms";

    @Option(names = "--warm-up", description = "Batches that do not count. Default: ${DEFAULT-VALUE}")
    private int warmUp = 40;

    @Option(names = "--rounds", description = "Rounds, of which the median counts. Default: ${DEFAULT-VALUE}")
    private int rounds = 1;

    private static Case rule(String title, String... keys) {
        return new Case(title, Stream.of(keys).map(key -> "learning." + key).toList());
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Case> cases = new ArrayList<>();
        for (Case rule : RULES) {
            cases.add(rule);
            cases.add(rule.with(", " + delay, "transport.faults.delay=" + delay));
        }
        new MeasuredRuns(file, warmUp, rounds, cases)
                .measure(spec.commandLine(), RULES.get(0), figures -> table(figures, delay));
        return 0;
    }

    /** Returns the rows of the rules that were measured; {@code figures}: of each rule, without and with the delay. */
    static TextTable table(List<Figures> figures, String delay) {
        String delayed = "with " + delay;
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i < RULES.size(); i++) {
            Figures plain = figures.get(2 * i);
            Figures slow = figures.get(2 * i + 1);
            if (plain.isMeasured()) {
                rows.add(List.of(
                        RULES.get(i).title(),
                        BenchTable.cell("%.0f", plain.rate()),
                        BenchTable.cell("%.0f", slow.rate()),
                        BenchTable.cell("%.2f", slow.rate() / plain.rate()),
                        plain.busyText(),
                        slow.busyText()));
            }
        }
        return new TextTable(List.of("rule", "examples/s", delayed, "kept", "busy share of each stage", delayed), rows);
    }
}
