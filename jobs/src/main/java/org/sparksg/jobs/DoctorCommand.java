package org.sparksg.jobs;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.sparksg.config.Place;
import org.sparksg.config.RunConfig;
import org.sparksg.data.DataSummary;
import org.sparksg.pipeline.RunPlan;
import org.sparksg.pipeline.RunSettings;
import org.sparksg.spark.ComputeFindings;
import org.sparksg.spark.ExecutorCheck;
import org.sparksg.spark.Finding;
import org.sparksg.spark.Planner;
import org.sparksg.spark.Preflight;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code doctor}: what would make a run hang or fail, one line each. */
@Command(
        name = "doctor",
        description =
                "Looks for what would make the run of a conf file hang or fail. Each line is a fact, a verdict and,"
                        + " when it is bad, the property to change.",
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer>, SparkCommand {
    @Spec
    private CommandSpec spec;

    @Mixin
    private RunOptions options;

    @Option(
            names = "--on-executors",
            description = "Also start the application, and let each executor look at its own libraries and memory.")
    private boolean onExecutors;

    @Option(names = "--page", paramLabel = "FILE", description = "Also write what was found in the data as a page.")
    private Path page;

    @Override
    public Optional<Request> request(Place place) {
        return Optional.of(options.request(place));
    }

    @Override
    public Integer call() throws IOException {
        RunConfig config = options.read();
        Configuration hadoop = RunOptions.hadoop(ApplicationSettings.properties(config.spark()));
        RunSettings settings = config.settings();
        DataSummary data = config.located(() -> settings.data().open(hadoop, settings.seed(), options.news()));
        SparkConf conf = ApplicationSettings.conf(settings, config.spark());
        RunPlan draft = config.located(() -> Planner.draft(settings, data, conf));
        show(data);
        List<Finding> findings = new ArrayList<>();
        print("the application", new Preflight(conf, hadoop).inspect(draft), findings);
        print("this process", ComputeFindings.ofThisJvm(), findings);
        if (onExecutors && count(findings, Finding.Verdict.FAILURE) == 0) {
            askExecutors(conf, draft.stages().size(), findings);
        }
        return conclude(findings);
    }

    private void show(DataSummary data) throws IOException {
        DataPage report = new DataPage(data.report());
        if (page != null) {
            Files.writeString(page, report.html("The data of " + options.conf()));
        }
        if (!report.isEmpty()) {
            spec.commandLine().getOut().println("the data to train on:");
            report.lines(true).forEach(spec.commandLine().getOut()::println);
        }
    }

    private void askExecutors(SparkConf conf, int stages, List<Finding> findings) {
        try (JavaSparkContext context = SparkStart.of(conf, options.news())) {
            Collection<ExecutorCheck> checks = ExecutorCheck.run(context, stages);
            checks.forEach(check -> print(check.where(), check.findings(), findings));
            if (checks.size() < stages) {
                spec.commandLine().getOut().println("(asked " + checks.size() + " of " + stages + " executors)");
            }
        }
    }

    private void print(String where, List<Finding> found, List<Finding> findings) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(where + ":");
        found.forEach(finding -> out.println("  " + finding));
        out.flush();
        findings.addAll(found);
    }

    private int conclude(List<Finding> findings) {
        long failures = count(findings, Finding.Verdict.FAILURE);
        long warnings = count(findings, Finding.Verdict.WARNING);
        PrintWriter out = spec.commandLine().getOut();
        out.println(
                failures > 0
                        ? failures + " to mend before training."
                        : "Ready to train" + (warnings > 0 ? ", with " + warnings + " warning(s)." : "."));
        out.flush();
        return failures > 0 ? Main.BAD_INPUT : 0;
    }

    private static long count(List<Finding> findings, Finding.Verdict verdict) {
        return findings.stream().filter(finding -> finding.verdict() == verdict).count();
    }
}
