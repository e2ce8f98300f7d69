package org.sparksg.jobs;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.sparksg.config.Place;
import org.sparksg.config.RunConfig;
import org.sparksg.data.DataSummary;
import org.sparksg.pipeline.RunPlan;
import org.sparksg.pipeline.RunSettings;
import org.sparksg.spark.Planner;
import org.sparksg.spark.Preflight;
import org.sparksg.spark.RunListeners;
import org.sparksg.spark.RunResult;
import org.sparksg.spark.SparkTrainer;
import org.sparksg.spark.Start;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code train}: from a conf file to a model. */
@Command(
        name = "train",
        description = "Trains the network of a conf file, and writes tables, checkpoints and the model.",
        mixinStandardHelpOptions = true)
final class TrainCommand implements Callable<Integer>, SparkCommand {
    @Spec
    private CommandSpec spec;

    @Mixin
    private RunOptions options;

    @Option(names = "--print-config", description = "Print all keys with their values, and train nothing.")
    private boolean printConfig;

    @Option(names = "--resume", description = "Go on with the newest run of this name, from its newest checkpoint.")
    private boolean resume;

    @Option(
            names = "--take-over",
            description = "With --resume: take the run from a driver that still has it, which ends then.")
    private boolean takeOver;

    @Option(
            names = "--from-batch",
            paramLabel = "N",
            description = "With --resume: go on from the checkpoint after N batches; later ones are put aside.")
    private Long fromBatch;

    @Override
    public Optional<Request> request(Place place) {
        return printConfig ? Optional.empty() : Optional.of(options.request(place));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        Start start = start();
        RunConfig config = options.read();
        if (printConfig) {
            out.print(config.render());
            out.flush();
            return 0;
        }
        Configuration hadoop = RunOptions.hadoop(ApplicationSettings.properties(config.spark()));
        RunSettings settings = config.settings();
        DataSummary data = config.located(() -> settings.data().open(hadoop, settings.seed(), options.news()));
        SparkConf conf = ApplicationSettings.conf(settings, config.spark());
        RunPlan draft = config.located(() -> Planner.draft(settings, data, conf));
        if (!Findings.print(
                new Preflight(conf, hadoop).inspect(draft), spec.commandLine().getErr())) {
            return Main.BAD_INPUT;
        }
        RunPlan plan = config.located(() -> Planner.plan(settings, data, conf));
        if (resume) {
            SparkTrainer.requireResumable(plan, start, conf, hadoop);
        }
        RunPage page = new RunPage(hadoop, config.render());
        try (JavaSparkContext context = SparkStart.of(conf, options.news());
                Console console = new Console(out, hadoop, resume)) {
            train(context, console, page, config, plan, start);
        }
        return 0;
    }

    private Start start() {
        if (!resume && (takeOver || fromBatch != null)) {
            throw new ParameterException(
                    spec.commandLine(), "--take-over and --from-batch go on with a run: give --resume, too");
        }
        return new Start(resume, takeOver, fromBatch == null ? OptionalLong.empty() : OptionalLong.of(fromBatch));
    }

    private void train(
            JavaSparkContext context, Console console, RunPage page, RunConfig config, RunPlan plan, Start start)
            throws IOException, InterruptedException {
        Interruption interruption = Interruption.watch(
                context,
                console::interrupted,
                () -> console.stopped(plan.settings().name()));
        try {
            RunResult result = new SparkTrainer(context, new RunListeners(List.of(console, page)))
                    .train(plan, start, Map.of("config", config.render()));
            console.finished(plan, result);
        } finally {
            interruption.end();
        }
    }
}
