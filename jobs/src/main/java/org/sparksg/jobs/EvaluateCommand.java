package org.sparksg.jobs;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.sparksg.config.Place;
import org.sparksg.config.RunConfig;
import org.sparksg.data.DataSettings;
import org.sparksg.data.DataSummary;
import org.sparksg.settings.FileTrouble;
import org.sparksg.spark.SparkModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code evaluate}: how good a model is on rows of a DataFrame, or on the test data of a conf file. */
@Command(
        name = "evaluate",
        description = "Evaluates a trained model on the test data of a conf file, or on the rows of Parquet files.",
        mixinStandardHelpOptions = true)
final class EvaluateCommand implements Callable<Integer>, SparkCommand {
    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "MODEL",
            description = "The folder of a run, or of its model, as it is: runs/a is never taken for a newer runs/a-2.")
    private String model;

    @Parameters(index = "1", arity = "0..1", paramLabel = "CONF", description = "A conf file, for its test data.")
    private Path conf;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Set a key of the conf file; may be repeated. Example: --set data.test.count=1000")
    private List<String> overrides = new ArrayList<>();

    @Option(names = "--data", paramLabel = "PATH", description = "Parquet files, on any file system, instead of CONF.")
    private String data;

    @Option(
            names = "--features",
            paramLabel = "COLUMN",
            description =
                    "An array or vector, taken by position. Left out: the columns of the training data, by their names;"
                            + " features where there are none.")
    private String features;

    @Option(
            names = "--label",
            paramLabel = "COLUMN",
            description = "The class or value. Left out: the column of the training data; label where there is none.")
    private String label;

    @Mixin
    private ClusterOptions cluster;

    @Override
    public Optional<Request> request(Place place) {
        requireOneSource();
        Map<String, String> ofCluster = cluster.properties(); // which also finds the classes that the conf file names
        Map<String, String> ofConf =
                conf == null ? Map.of() : RunConfig.read(conf, overrides, place).spark();
        return Optional.of(new Request("spark-sg evaluate", over(ofConf, ofCluster), cluster, false));
    }

    @Override
    public Integer call() throws IOException {
        requireOneSource();
        cluster.check();
        Map<String, String> ofCluster = cluster.properties();
        RunConfig config = conf == null ? null : RunConfig.read(conf, overrides, RunOptions.place());
        Map<String, String> properties = over(config == null ? Map.of() : config.spark(), ofCluster);
        Configuration hadoop = RunOptions.hadoop(ApplicationSettings.properties(properties));
        SparkModel loaded = SparkModel.load(hadoop, model);
        Optional<DataSummary> test =
                config == null ? Optional.empty() : Optional.of(config.located(() -> open(config, hadoop)));
        test.ifPresent(data -> loaded.requireFit(data.schema()));
        if (data != null) {
            FileTrouble.reach("--data", data, hadoop);
        }
        print(loaded, test.isPresent() ? score(loaded, config, test.get()) : score(loaded, properties));
        return 0;
    }

    /** Columns of the test data are found by the names that the model knows, in its order, and prepared as it says. */
    private static SparkModel.Score score(SparkModel loaded, RunConfig config, DataSummary found) throws IOException {
        DataSettings data = config.settings().data();
        return loaded.evaluate(data, data.decideTest(found, Runtime.getRuntime().maxMemory()));
    }

    private SparkModel.Score score(SparkModel loaded, Map<String, String> properties) throws IOException {
        SparkConf settings = ApplicationSettings.inProcess(properties, "spark-sg evaluate");
        try (SparkSession spark = SparkStart.session(settings, RunOptions.news(spec))) {
            Dataset<Row> rows = spark.read().parquet(data);
            String target = label == null ? loaded.label() : label;
            return features == null ? loaded.evaluate(rows, target) : loaded.evaluate(rows, features, target);
        }
    }

    private void print(SparkModel loaded, SparkModel.Score score) {
        PrintWriter out = spec.commandLine().getOut();
        out.println("model    " + Screen.readable(loaded.directory()));
        out.printf(Locale.ROOT, "examples %d%nloss     %.4f%n", score.examples(), score.loss());
        if (loaded.network().classifiesSteps()) {
            out.println("that is  " + Screen.bits(score.loss()));
        }
        if (!Double.isNaN(score.accuracy())) {
            out.printf(Locale.ROOT, "accuracy %.2f %%%n", 100 * score.accuracy());
        }
        out.flush();
    }

    /** The test data must fit the training data of the conf file, names of classes included, and the model both. */
    private DataSummary open(RunConfig config, Configuration hadoop) throws IOException {
        DataSettings data = config.settings().data();
        if (data.test() == null) {
            throw new IllegalArgumentException(conf + ": has no data.test to evaluate the model on");
        }
        return data.open(hadoop, config.settings().seed(), RunOptions.news(spec));
    }

    private void requireOneSource() {
        if ((conf == null) == (data == null)) {
            throw new ParameterException(spec.commandLine(), "Give either a conf file or --data");
        }
        if (conf == null && !overrides.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "--set changes a conf file: give one, or leave it out");
        }
    }

    private static Map<String, String> over(Map<String, String> properties, Map<String, String> stronger) {
        Map<String, String> all = new HashMap<>(properties);
        all.putAll(stronger);
        return all;
    }
}
