package org.sparksg.lab.analyze;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.sparksg.checkpoint.CheckpointException;
import org.sparksg.config.GridConfig;
import org.sparksg.config.Place;
import org.sparksg.config.RunConfig;
import org.sparksg.jobs.ApplicationSettings;
import org.sparksg.jobs.RunOptions;
import org.sparksg.jobs.Screen;
import org.sparksg.jobs.SparkCommand;
import org.sparksg.jobs.SparkStart;
import org.sparksg.lab.compare.Folder;
import org.sparksg.tensor.Backend;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Precision;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code analyze}: from trained models to pictures, probes and norms of their layers. */
@Command(
        name = "analyze",
        description =
                "Looks into the models of a comparison, or into any models: dissimilarity matrices, linear probes and"
                        + " weight norms of their layers, as a page and tables. Computes in this process.",
        mixinStandardHelpOptions = true)
public final class AnalyzeCommand implements Callable<Integer>, SparkCommand {
    private static final String NAME = "spark-sg analyze";

    @Spec
    private CommandSpec spec;

    @Mixin
    private RunOptions options;

    @Option(
            names = "--model",
            paramLabel = "FOLDER",
            description =
                    "The folder of a run; may be repeated. Left out: the runs of the newest comparison of CONF that has"
                            + " a model."
                            + " Goes with a CONF without the section compare, for its data.")
    private List<String> models = new ArrayList<>();

    @Option(
            names = "--output",
            paramLabel = "FOLDER",
            description = "Where the results go. Left out: the folder of the comparison. Required with --model.")
    private String output;

    @Option(
            names = "--examples",
            paramLabel = "N",
            description =
                    "The most training examples that probes learn from, and the most that they are tested on; a layer"
                            + " of all of them is in memory. Default: ${DEFAULT-VALUE}")
    private int examples = 10_000;

    @Option(
            names = "--points",
            paramLabel = "N",
            description = "The examples of a dissimilarity matrix, 1000 at most. Default: ${DEFAULT-VALUE}")
    private int points = 400;

    /** What to look into, and where the results go. */
    private record Plan(String name, List<Subject> subjects, Folder folder, Map<String, String> spark) {}

    @Override
    public Optional<Request> request(Place place) {
        return Optional.of(models.isEmpty() ? options.gridRequest(NAME, place) : options.request(place));
    }

    @Override
    public Integer call() throws IOException {
        if (models.isEmpty() != (output == null)) {
            throw new ParameterException(
                    spec.commandLine(),
                    models.isEmpty()
                            ? "--output goes with --model: the results of a comparison are in its folder"
                            : "--model needs --output, the folder for the results");
        }
        Samples.Limits limits = new Samples.Limits(points, examples);
        try (Screen screen = new Screen(spec.commandLine().getOut())) {
            Plan plan = models.isEmpty() ? comparison(screen) : models();
            screen.say("analyze  " + plan.name() + ": " + plan.subjects().size() + " models");
            screen.say("results  " + Screen.readable(plan.folder().location("analysis.html")));
            screen.say("");
            analyze(plan, limits, screen);
        }
        return 0;
    }

    private Plan comparison(Screen screen) throws IOException {
        GridConfig grid = options.readGrid();
        Configuration hadoop = RunOptions.hadoop(ApplicationSettings.properties(grid.spark()));
        Folder folder = Folder.newestWithModel(hadoop, grid.directory(), grid.name());
        List<Subject> subjects = new Subjects(hadoop, options.news())
                .of(grid, folder, reason -> screen.say("skipped  " + Screen.readable(reason)));
        return new Plan(grid.name(), subjects, folder, grid.spark());
    }

    private Plan models() throws IOException {
        RunConfig config = options.read();
        Configuration hadoop = RunOptions.hadoop(ApplicationSettings.properties(config.spark()));
        Folder folder = Folder.at(hadoop, output);
        List<Subject> subjects = new Subjects(hadoop, options.news()).of(config, models);
        folder.make(); // or refuse now, not after minutes of work
        return new Plan(Screen.readable(folder.location("")), subjects, folder, config.spark());
    }

    private void analyze(Plan plan, Samples.Limits limits, Screen screen) throws IOException {
        Configuration hadoop = RunOptions.hadoop(ApplicationSettings.properties(plan.spark()));
        List<Portrait> portraits = new ArrayList<>();
        try (Kernels kernels = Backend.AUTO.open(Precision.F32);
                SparkSession session = SparkStart.session(
                        ApplicationSettings.inProcess(plan.spark(), NAME + " " + plan.name()), options.news())) {
            AnalysisTables tables = new AnalysisTables(session, plan.folder().location("analysis"));
            Analyst analyst = new Analyst(
                    hadoop, limits, kernels, (subject, layer) -> screen.say(line(plan.subjects(), subject, layer)));
            tables.clear();
            for (Subject subject : plan.subjects()) {
                try {
                    Analyst.Look look = analyst.look(subject);
                    tables.write(look);
                    portraits.add(look.portrait());
                } catch (ArithmeticException | CheckpointException e) { // the fault of this model alone
                    screen.say("skipped  " + subject.run() + ": " + Screen.readable(e.getMessage()));
                }
            }
        }
        if (portraits.isEmpty()) {
            throw new IllegalArgumentException(
                    plan.name() + ": there is no page, because no model could be looked into, see above");
        }
        Report report = new Report(plan.name(), sizes(limits), portraits);
        plan.folder().write("analysis.md", report.markdown());
        plan.folder().write("analysis.html", HtmlPage.of(report));
        screen.say("");
        screen.say("page     " + Screen.readable(plan.folder().location("analysis.html")));
        screen.say("tables   " + Screen.readable(plan.folder().location("analysis.md")));
    }

    private static String line(List<Subject> subjects, Subject subject, Portrait.LayerView layer) {
        var seen = layer.probes().training();
        return String.format(
                Locale.ROOT,
                "[%d/%d] %s  %-8s  %d units  classifier %.2f %%  regressor %.5f",
                subjects.indexOf(subject) + 1,
                subjects.size(),
                subject.run(),
                layer.number() == 0 ? "input" : "layer " + layer.name(),
                layer.units(),
                100 * seen.accuracy(),
                seen.error());
    }

    private static String sizes(Samples.Limits limits) {
        return String.format(
                Locale.ROOT,
                "Probes learned from %,d training examples at most, and were tested on as many others; dissimilarity matrices"
                        + " are of %,d training examples at most, sorted by class.",
                limits.examples(),
                limits.points());
    }
}
