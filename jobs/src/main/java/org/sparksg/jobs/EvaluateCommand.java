package org.sparksg.jobs;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.sparksg.spark.Preflight;
import org.sparksg.spark.SparkModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code evaluate}: how good a model is on rows of a DataFrame. */
@Command(
        name = "evaluate",
        description = "Evaluates a trained model on the rows of Parquet files.",
        mixinStandardHelpOptions = true)
final class EvaluateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "MODEL", description = "The folder of a run, or of its model.")
    private String model;

    @Option(names = "--data", paramLabel = "PATH", required = true, description = "Parquet files, on any file system.")
    private String data;

    @Option(names = "--features", paramLabel = "COLUMN", description = "An array or vector. Default: ${DEFAULT-VALUE}")
    private String features = "features";

    @Option(names = "--label", paramLabel = "COLUMN", description = "The class or value. Default: ${DEFAULT-VALUE}")
    private String label = "label";

    @Option(names = "--master", paramLabel = "URL", description = "Spark's master. Left out: this process.")
    private String master;

    @Override
    public Integer call() throws IOException {
        try (SparkSession spark = SparkSession.builder().config(conf()).getOrCreate()) {
            SparkModel loaded = SparkModel.load(spark.sparkContext().hadoopConfiguration(), model);
            SparkModel.Score score = loaded.evaluate(spark.read().parquet(data), features, label);
            PrintWriter out = spec.commandLine().getOut();
            out.printf(Locale.ROOT, "examples %d%nloss     %.4f%n", score.examples(), score.loss());
            if (!Double.isNaN(score.accuracy())) {
                out.printf(Locale.ROOT, "accuracy %.2f %%%n", 100 * score.accuracy());
            }
            out.flush();
        }
        return 0;
    }

    private SparkConf conf() {
        SparkConf conf = new SparkConf();
        Preflight.defaults().forEach(conf::setIfMissing);
        if (master != null) {
            conf.set("spark.master", master);
        }
        conf.setIfMissing("spark.master", "local[*]");
        return conf.setIfMissing("spark.ui.enabled", "false").setIfMissing("spark.app.name", "spark-sg evaluate");
    }
}
