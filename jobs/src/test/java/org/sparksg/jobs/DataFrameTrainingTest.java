package org.sparksg.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sparksg.config.RunConfig;
import org.sparksg.data.Digits;
import org.sparksg.spark.RunListener;
import org.sparksg.spark.RunResult;
import org.sparksg.spark.SparkDefaults;
import org.sparksg.spark.SparkModel;
import org.sparksg.spark.SparkTrainer;

/** The README's example: from a DataFrame to a model and its score, in Java. */
@Tag("spark")
@Timeout(240)
class DataFrameTrainingTest {
    private static final String CONF = """
            data.train { format = parquet, path = "to be set", features = [features], label { column = label, classes = 10 } }
            network.layers = [ { dense = 64 }, batch-norm, relu, { dense = 10 } ]
            stages = 2
            training { epochs = 8, batch-size = 50 }
            """;

    @TempDir
    private Path folder;

    @Test
    void dataFrameBecomesAModelThatScoresIt() throws IOException, InterruptedException {
        SparkConf conf = new SparkConf().setMaster("local-cluster[2,1,768]").setAppName("example");
        conf.set("spark.executor.memory", "768m")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.ui.enabled", "false");
        SparkDefaults.complete(conf);
        Files.writeString(folder.resolve("my.conf"), CONF);
        try (SparkSession spark = SparkSession.builder().config(conf).getOrCreate()) {
            Dataset<Row> rows = ExampleRows.of(spark, new Digits(2000, 1).load(new Configuration()), true, List.of());
            Dataset<Row> more = ExampleRows.of(spark, new Digits(300, 2).load(new Configuration()), true, List.of());
            RunResult result =
                    train(spark, rows, folder.resolve("train").toUri().toString());
            SparkModel.Score score =
                    SparkModel.load(new Configuration(), result.model()).evaluate(more, "features", "label");
            assertEquals(300, score.examples());
            assertTrue(score.accuracy() > 0.8, score.toString());
        }
    }

    private RunResult train(SparkSession spark, Dataset<Row> rows, String path)
            throws IOException, InterruptedException {
        Path file = folder.resolve("my.conf");
        // begin of the example
        JavaSparkContext context = new JavaSparkContext(spark.sparkContext());
        rows.write().parquet(path);
        RunConfig config =
                RunConfig.read(file, List.of("data.train.path=" + path, "output.directory=" + folder), text -> text);
        RunResult result = new SparkTrainer(context, new RunListener() {}).train(config.settings());
        // end of the example
        return result;
    }
}
