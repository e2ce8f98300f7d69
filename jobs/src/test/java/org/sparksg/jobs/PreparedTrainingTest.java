package org.sparksg.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.StreamSupport;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sparksg.Model;
import org.sparksg.spark.SparkModel;
import picocli.CommandLine;

/**
 * A table as people have them: one feature in seconds since 1970, one in millionths, cells that are missing, a rare class, weights. Its
 * model predicts the same from files, DataFrames and arrays.
 */
@Tag("spark")
@Timeout(240)
class PreparedTrainingTest {
    private static final long NOW = 1_700_000_000L;
    private static final String CONF = """
            data {
              train {
                format = csv, path = "%1$s/train.csv", weight = w
                label { column = y, kind = named, names = [low, high] }
              }
              test = ${data.train} { path = "%1$s/test.csv" }
              features { scale = standard, missing = indicator }
            }
            network { layers = [ { dense = 16 }, relu, { dense = 2 } ], class-weights = balanced }
            stages = 2
            training { epochs = 40, batch-size = 20, deterministic = true }
            optimizer { type = adam, learning-rate = 0.01 }
            output.directory = "%1$s/runs"
            spark.ui.enabled = false
            """;

    private final Random random = new Random(5);
    private final List<Row> rows = new ArrayList<>();

    @TempDir
    private Path folder;

    private static String of(Object number) {
        return number == null ? "NA" : new BigDecimal(number.toString()).toPlainString();
    }

    /** The class says whether time and fraction, both scaled, are more than 0.8 together. */
    private String table(int count, boolean remembered) {
        StringBuilder text = new StringBuilder("time,fraction,w,y\n");
        for (int i = 0; i < count; i++) {
            double time = random.nextGaussian();
            double fraction = random.nextGaussian();
            boolean high = time + fraction > 0.8;
            Long seconds = random.nextInt(12) == 0 ? null : NOW + Math.round(20_000 * time);
            Double small = random.nextInt(12) == 0 ? null : 1e-6 * fraction;
            text.append(of(seconds) + "," + of(small) + "," + (1 + i % 3) + "," + (high ? "high" : "low") + "\n");
            if (remembered) {
                rows.add(RowFactory.create(seconds, small, high ? "high" : "low"));
            }
        }
        return text.toString();
    }

    private String run(String... arguments) {
        StringWriter out = new StringWriter();
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(out));
        int code = line.execute(arguments);
        assertEquals(0, code, out.toString());
        return out.toString();
    }

    @Test
    void theModelPreparesWhatItPredictsFromAsInTraining() throws IOException {
        Files.writeString(folder.resolve("train.csv"), table(600, false));
        Files.writeString(folder.resolve("test.csv"), table(200, true));
        Path conf = folder.resolve("p.conf");
        Files.writeString(conf, CONF.formatted(folder));
        String said = run("train", conf.toString(), "--master", "local[2]", "--name", "prepared");
        assertTrue(said.contains("classes  low "), said);
        assertTrue(said.contains("fraction"), said);

        Path run = folder.resolve("runs/prepared");
        assertTrue(Files.readString(run.resolve("data.html")).contains("<td>fraction</td>"));
        JsonNode record = new ObjectMapper().readTree(run.resolve("run.json").toFile());
        assertEquals(600, record.path("data_report").path("rows").asInt());
        assertTrue(record.path("data_report")
                        .path("features")
                        .get(0)
                        .path("missing")
                        .asInt()
                > 10);
        double accuracy = StreamSupport.stream(record.path("evaluations").spliterator(), false)
                .filter(evaluation -> evaluation.path("split").asText().equals("test"))
                .mapToDouble(evaluation -> evaluation.path("accuracy").asDouble())
                .reduce((first, second) -> second)
                .orElseThrow();
        assertTrue(accuracy > 0.85, record.path("evaluations").toString());

        String expected = String.format(Locale.ROOT, "accuracy %.2f %%", 100 * accuracy);
        String evaluated = run("evaluate", run.toString(), conf.toString());
        assertTrue(evaluated.contains(expected), evaluated + " expected " + expected);
        assertEquals(accuracy, scoreOfRows(run), 1e-9);
        assertEquals(accuracy, scoreOfArrays(run), 1e-9);
    }

    private double scoreOfRows(Path run) throws IOException {
        StructType schema = new StructType() // in another order than in training
                .add("y", DataTypes.StringType)
                .add("fraction", DataTypes.DoubleType)
                .add("time", DataTypes.LongType);
        List<Row> turned = rows.stream()
                .map(row -> RowFactory.create(row.get(2), row.get(1), row.get(0)))
                .toList();
        SparkConf conf =
                new SparkConf().setMaster("local[2]").setAppName("rows").set("spark.ui.enabled", "false");
        try (SparkSession spark = SparkSession.builder().config(conf).getOrCreate()) {
            Dataset<Row> data = spark.createDataFrame(turned, schema);
            return SparkModel.load(new Configuration(), run.toString())
                    .evaluate(data, "y")
                    .accuracy();
        }
    }

    private double scoreOfArrays(Path run) {
        int right = 0;
        try (Model model = Model.load(run.toString())) {
            assertFalse(model.classNames().isEmpty());
            var refusal = assertThrows(IllegalArgumentException.class, () -> model.predict(NOW, 1e300));
            assertTrue(refusal.getMessage().startsWith("feature 1 is 1.0E300, which becomes "), refusal.getMessage());
            for (Row row : rows) {
                double time = row.isNullAt(0) ? Double.NaN : row.getLong(0);
                double fraction = row.isNullAt(1) ? Double.NaN : row.getDouble(1);
                float[] logits = model.predict(time, fraction);
                String answer = model.classNames().get(logits[0] >= logits[1] ? 0 : 1);
                right += answer.equals(row.getString(2)) ? 1 : 0;
            }
        }
        return (double) right / rows.size();
    }
}
