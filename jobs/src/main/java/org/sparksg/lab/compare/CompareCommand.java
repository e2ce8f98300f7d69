package org.sparksg.lab.compare;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.sparksg.config.GridConfig;
import org.sparksg.config.Place;
import org.sparksg.jobs.ApplicationSettings;
import org.sparksg.jobs.Findings;
import org.sparksg.jobs.Interruption;
import org.sparksg.jobs.Main;
import org.sparksg.jobs.RunOptions;
import org.sparksg.jobs.Screen;
import org.sparksg.jobs.SparkCommand;
import org.sparksg.jobs.SparkStart;
import org.sparksg.spark.Submission;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code compare}: from a conf file with a grid of rules, networks and seeds to tables and curves side by side. */
@Command(
        name = "compare",
        description =
                "Trains each rule on each network with each seed that the section compare of a conf file names, one"
                        + " after the other in one application, and writes a table and a page with curves.",
        mixinStandardHelpOptions = true)
public final class CompareCommand implements Callable<Integer>, SparkCommand {
    private static final String NAME = "spark-sg compare";

    @Spec
    private CommandSpec spec;

    @Mixin
    private RunOptions options;

    @Option(
            names = "--resume",
            description =
                    "Go on with the newest comparison of this name: keep the runs that are complete, train the rest.")
    private boolean resume;

    @Override
    public Optional<Request> request(Place place) {
        return Optional.of(options.gridRequest(NAME, place));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        GridConfig grid = options.readGrid();
        Map<String, String> properties = ApplicationSettings.properties(grid.spark());
        Configuration hadoop = RunOptions.hadoop(properties);
        Folder folder = Folder.of(hadoop, grid.directory(), grid.name(), resume, Submission.of(conf(properties)));
        GridCheck check = new GridCheck(hadoop, options.news());
        List<GridCheck.Candidate> candidates = check.complete(grid.cells(folder.location("")));
        SparkConf conf = check.application(candidates, grid.spark());
        List<GridRun> runs = check.plan(candidates, conf);
        check.requireSame(folder, runs);
        if (!Findings.print(check.preflight(runs, conf), spec.commandLine().getErr())) {
            return Main.BAD_INPUT;
        }
        conf.set("spark.app.name", NAME + " " + grid.name());
        try (JavaSparkContext context = SparkStart.of(conf, options.news());
                Screen screen = new Screen(spec.commandLine().getOut())) {
            return train(context, screen, folder, grid, runs);
        }
    }

    private static SparkConf conf(Map<String, String> properties) {
        SparkConf conf = new SparkConf(false);
        properties.forEach(conf::set);
        return conf;
    }

    private int train(JavaSparkContext context, Screen screen, Folder folder, GridConfig grid, List<GridRun> runs)
            throws IOException, InterruptedException {
        screen.say("compare  " + grid.name() + ": " + runs.size() + " runs");
        screen.say("results  " + Screen.readable(folder.location("")));
        screen.say("");
        Interruption interruption =
                Interruption.watch(context, screen::interrupted, () -> screen.end(stopped(grid.name())));
        try {
            Comparison begun = new Comparison(grid.name(), grid.reference(), grid.target(), runs.size(), List.of());
            Comparison comparison = new GridTrainer(
                            context, folder, new LiveTable(screen, runs), interruption::hasBegun)
                    .train(begun, runs);
            return conclude(screen, folder, comparison);
        } finally {
            interruption.end();
        }
    }

    private static String stopped(String name) {
        return "Stopped. The comparison " + name + " goes on with the same command and --resume.";
    }

    private int conclude(Screen screen, Folder folder, Comparison comparison) {
        GridSummary summary = comparison.summary();
        screen.say("");
        screen.say(MarkdownReport.capital(summary.measure()) + ", mean ± standard deviation (number of runs):");
        summary.scores().markdown().lines().forEach(screen::say);
        screen.say("");
        screen.say("curves   " + Screen.readable(folder.location("comparison.html")));
        screen.say("tables   " + Screen.readable(folder.location("comparison.md")));
        long failed = comparison.results().stream()
                .filter(result -> result.outcome() == Outcome.FAILED)
                .count();
        if (failed > 0) {
            PrintWriter err = spec.commandLine().getErr();
            err.println("error: " + failed + " of " + comparison.total()
                    + " runs failed, see above: mend the cause, then train them with the same command and --resume");
            err.flush();
        }
        return failed > 0 ? Main.FAILED : 0;
    }
}
