package org.sparksg.jobs;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.sparksg.config.RunConfig;
import org.sparksg.data.DataSettings;
import org.sparksg.spark.SparkDefaults;
import org.sparksg.spark.SparkModel;
import picocli.CommandLine.Command;
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
final class EvaluateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "MODEL", description = "The folder of a run, or of its model.")
    private String model;

    @Parameters(index = "1", arity = "0..1", paramLabel = "CONF", description = "A conf file, for its test data.")
    private Path conf;

    @Option(names = "--data", paramLabel = "PATH", description = "Parquet files, on any file system, instead of CONF.")
    private String data;

    @Option(names = "--features", paramLabel = "COLUMN", description = "An array or vector. Default: ${DEFAULT-VALUE}")
    private String features = "features";

    @Option(names = "--label", paramLabel = "COLUMN", description = "The class or value. Default: ${DEFAULT-VALUE}")
    private String label = "label";

    @Option(names = "--master", paramLabel = "URL", description = "Spark's master. Left out: this process.")
    private String master;

    @Override
    public Integer call() throws IOException {
        if ((conf == null) == (data == null)) {
            throw new ParameterException(spec.commandLine(), "Give either a conf file or --data");
        }
        Configuration hadoop = RunOptions.hadoop(Application.properties(Map.of()));
        SparkModel loaded = SparkModel.load(hadoop, RunOptions.everywhere(model));
        try (SparkSession spark = SparkSession.builder().config(settings()).getOrCreate()) {
            SparkModel.Score score = conf == null
                    ? loaded.evaluate(spark.read().parquet(data), features, label)
                    : loaded.evaluate(testData(spark), "features", "label");
            PrintWriter out = spec.commandLine().getOut();
            out.printf(Locale.ROOT, "examples %d%nloss     %.4f%n", score.examples(), score.loss());
            if (!Double.isNaN(score.accuracy())) {
                out.printf(Locale.ROOT, "accuracy %.2f %%%n", 100 * score.accuracy());
            }
            out.flush();
        }
        return 0;
    }

    private Dataset<Row> testData(SparkSession spark) throws IOException {
        DataSettings settings =
                RunConfig.read(conf, List.of(), RunOptions::everywhere).data();
        if (settings.test() == null) {
            throw new IllegalArgumentException(conf + ": has no data.test to evaluate the model on");
        }
        Configuration hadoop = spark.sparkContext().hadoopConfiguration();
        boolean classes = settings.test().inspect(hadoop).classification();
        return ExampleRows.of(spark, settings.test().load(hadoop), classes);
    }

    private SparkConf settings() {
        SparkConf settings = new SparkConf();
        if (master != null) {
            settings.set("spark.master", master);
        }
        settings.setIfMissing("spark.master", "local[*]");
        settings.setIfMissing("spark.ui.enabled", "false").setIfMissing("spark.app.name", "spark-sg evaluate");
        return SparkDefaults.complete(settings);
    }
}
