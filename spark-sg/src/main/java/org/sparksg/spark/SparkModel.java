package org.sparksg.spark;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.sparksg.checkpoint.DataNames;
import org.sparksg.checkpoint.ModelFile;
import org.sparksg.checkpoint.TensorFile;
import org.sparksg.data.Column;
import org.sparksg.data.DataSettings;
import org.sparksg.data.DataSummary;
import org.sparksg.data.Schema;
import org.sparksg.nn.Network;
import org.sparksg.tensor.Backend;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Precision;
import org.sparksg.tensor.Tensor;

/**
 * A trained model for DataFrames: {@code SparkModel.load(hadoopConf, "hdfs:///runs/quickstart").evaluate(df, "features", "label")}.
 *
 * @param directory where the model is, visible from all executors
 * @param network what it computes
 * @param names what the training data call their columns and classes; older models know none
 * @param hadoop the driver's Hadoop settings
 */
public record SparkModel(String directory, Network network, DataNames names, Map<String, String> hadoop)
        implements Serializable {
    private static final String FEATURES = "features";
    private static final String LABEL = "label";

    /**
     * How good a model is.
     *
     * @param examples how many rows there were
     * @param loss the mean loss per row
     * @param accuracy the share of right answers; NaN for a regression
     */
    public record Score(long examples, double loss, double accuracy) implements Serializable {

        /** Returns the score of the sums of {@link Scorer#sums}. */
        static Score of(double[] sums, boolean classification) {
            return new Score((long) sums[0], sums[2] / sums[1], classification ? sums[3] / sums[1] : Double.NaN);
        }
    }

    /**
     * Looks at the model of a run, or of the folder {@code model} of one.
     *
     * @param directory a path or URI; a relative one is taken from the driver's default file system and directory
     * @throws org.sparksg.checkpoint.CheckpointException if there is no model
     */
    public static SparkModel load(Configuration hadoop, String directory) {
        try (TensorFile file = ModelFile.open(hadoop, directory)) {
            Path path = new Path(directory);
            String everywhere = path.getFileSystem(hadoop).makeQualified(path).toString();
            return new SparkModel(everywhere, ModelFile.network(file), ModelFile.names(file), StageJob.toMap(hadoop));
        } catch (IOException e) {
            throw new UncheckedIOException(directory + ": " + e.getMessage(), e);
        }
    }

    /** Returns the names of the classes in the order of the output; empty if the training data had none. */
    public List<String> classNames() {
        return names.classes();
    }

    /** Returns what such data look like in the order of the model's columns, if it knows any, and prepared as the model has learned it. */
    public Schema inOrder(Schema data) {
        List<Column> columns = names.columns().entrySet().stream()
                .map(column -> new Column(column.getKey(), column.getValue()))
                .toList();
        return columns.isEmpty() || data.columns().isEmpty()
                ? data.as(names.preparation(), data.columns(), data.label())
                : data.as(names.preparation(), columns, names.label());
    }

    /**
     * Checks that the model can be evaluated on data. Names of columns and classes are compared if both sides have them.
     *
     * @throws IllegalArgumentException naming both shapes, the columns that differ, or the first class that has another name
     */
    public void requireFit(Schema data) {
        requireColumns(data.columns().stream().map(Column::name).toList());
        boolean classes = network.loss().classification();
        int width = names.preparation().numbers(network.input().size());
        boolean fits = width == data.width()
                && classes == data.classification()
                && network.target().equals(data.target());
        if (!fits) {
            throw new IllegalArgumentException(directory + ": takes features "
                    + (names.preparation().keepsNumbers() ? network.input() : "[" + width + "]")
                    + " and predicts "
                    + (classes ? "classes " : "values ") + network.output() + ", but the data have features "
                    + (data.width() == data.features().size() ? data.features() : "[" + data.width() + "]") + " and "
                    + (data.classification() ? "classes " : "values ") + data.target()
                    + ": evaluate the model on data like those that it was trained on");
        }
        requireClasses(data.classNames());
    }

    private void requireColumns(List<String> found) {
        List<String> missing = new ArrayList<>(names.columns().keySet());
        missing.removeAll(found);
        List<String> more = new ArrayList<>(found);
        more.removeAll(names.columns().keySet());
        boolean named = !names.columns().isEmpty() && !found.isEmpty();
        if (named && !(missing.isEmpty() && more.isEmpty())) {
            throw new IllegalArgumentException(directory + ": was trained on the columns "
                    + names.columns().keySet() + ", but the data "
                    + (missing.isEmpty() ? "" : "lack " + missing)
                    + (missing.isEmpty() || more.isEmpty() ? "" : " and ")
                    + (more.isEmpty() ? "" : "have " + more + " besides")
                    + ": columns are matched by name; name them in features, or rename them");
        }
    }

    private void requireClasses(List<String> others) {
        List<String> classNames = classNames();
        int known = Math.min(classNames.size(), others.size()); // 0 if one side has numbers only
        for (int i = 0; i < known; i++) {
            if (!classNames.get(i).equals(others.get(i))) {
                throw new IllegalArgumentException(directory + ": class " + i + " is \"" + classNames.get(i)
                        + "\", but in the data it is \"" + others.get(i)
                        + "\": set label.names of data.train and data.test"
                        + " to the model's " + classNames + ", or evaluate the model on data that have these classes");
            }
        }
    }

    /** Returns the label's column: that of the training data; {@code label} where those had no names. */
    public String label() {
        return names.label().isEmpty() ? LABEL : names.label();
    }

    /**
     * Evaluates the model on rows whose columns have the names of the training data; others are passed over. A model that knows no
     * names, or rows that have none of them, are evaluated by their column {@code features}.
     *
     * @param label see {@link #evaluate(Dataset, String, String)}
     * @throws IllegalArgumentException naming the columns that are not there, or one that is null somewhere or holds
     *     something else
     */
    public Score evaluate(Dataset<Row> rows, String label) {
        List<String> found = List.of(rows.columns());
        boolean named = names.columns().keySet().stream().anyMatch(found::contains) || !found.contains(FEATURES);
        if (names.columns().isEmpty() || !named) {
            return evaluate(rows, FEATURES, label);
        }
        List<String> missing = new ArrayList<>(names.columns().keySet());
        missing.removeAll(found);
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("the rows have the columns " + found + ", but the model needs " + missing
                    + " besides: it finds columns by the names of the training data; rename yours, or gather them in"
                    + " this order into an array column: " + names.columns().keySet());
        }
        return evaluate(rows, names.columns(), label);
    }

    /**
     * Evaluates the model on rows.
     *
     * @param features a column of arrays or Spark ML vectors, as long as the network's input
     * @param label a column: the class from 0 on, or its name, or the value of a regression; arrays or vectors where the network has
     *     several outputs
     * @throws IllegalArgumentException naming a column that is not there, is null somewhere or holds something else
     */
    public Score evaluate(Dataset<Row> rows, String features, String label) {
        RowValues.requireList(rows.schema(), features);
        return evaluate(
                rows,
                Map.of(features, names.preparation().numbers(network.input().size())),
                label);
    }

    /**
     * Evaluates the model on the test data of a run, held in memory or read meanwhile, as it was decided. Computes in this process.
     *
     * @param data what they were found to be
     * @throws IllegalArgumentException if they have weights, and the loss of the model knows none
     */
    public Score evaluate(DataSettings settings, DataSummary data) throws IOException {
        if (!network.loss().classification() && data.testSchema().isWeighted()) {
            throw new IllegalArgumentException("data.test.weight: the loss of " + directory + ", "
                    + network.loss().kind() + ", takes no weights of examples: leave it out");
        }
        return new TestScore(settings, data.with(inOrder(data.schema())), network, directory, hadoop).score();
    }

    private Score evaluate(Dataset<Row> rows, Map<String, Integer> columns, String label) {
        if (network.classifiesSteps()) {
            throw new IllegalArgumentException(
                    directory + ": predicts a class for each step of a sequence, which a column of"
                            + " labels does not hold: evaluate it on data.test of a conf file");
        }
        RowValues.requireColumns(rows.schema(), columns);
        boolean named = RowValues.requireLabel(rows.schema(), label, network, classNames());
        int[] widths = columns.values().stream().mapToInt(Integer::intValue).toArray();
        MapPartitionsFunction<Row, double[]> body = part -> score(part, widths, named);
        org.apache.spark.sql.Column[] wanted = Stream.concat(columns.keySet().stream(), Stream.of(label))
                .map(name -> functions.col("`" + name.replace("`", "``") + "`"))
                .toArray(org.apache.spark.sql.Column[]::new);
        List<double[]> partial =
                collect(rows.select(wanted).mapPartitions(body, Encoders.javaSerialization(double[].class)));
        double[] sums = new double[4];
        for (double[] part : partial) {
            Arrays.setAll(sums, i -> sums[i] + part[i]);
        }
        if (sums[0] == 0) {
            throw new IllegalArgumentException("there are no rows to evaluate the model on");
        }
        return Score.of(sums, network.loss().classification());
    }

    /** Spark wraps what a task throws, often several times: wrong input is told as such. */
    private static List<double[]> collect(Dataset<double[]> scores) {
        try {
            return scores.collectAsList();
        } catch (Exception e) { // Scala does not declare what it throws
            for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
                if (cause instanceof IllegalArgumentException) {
                    throw new IllegalArgumentException(cause.getMessage(), e);
                }
            }
            throw e;
        }
    }

    private Iterator<double[]> score(Iterator<Row> rows, int[] widths, boolean named) {
        try (Kernels kernels = Backend.AUTO.open(Precision.F32)) {
            Scorer scorer = new Scorer(network, hadoop, directory, kernels);
            List<Row> batch = new ArrayList<>(Scorer.BATCH);
            while (rows.hasNext()) {
                batch.add(rows.next());
                if (batch.size() == Scorer.BATCH || !rows.hasNext()) {
                    score(batch, scorer, widths, named);
                    batch.clear();
                }
            }
            return List.of(scorer.sums()).iterator();
        }
    }

    private void score(List<Row> batch, Scorer scorer, int[] widths, boolean named) {
        Tensor input = scorer.input(batch.size());
        Tensor target = scorer.target(batch.size());
        double[] numbers = new double[IntStream.of(widths).sum()];
        for (int row = 0; row < batch.size(); row++) {
            RowValues.features(batch.get(row), widths, names.preparation(), numbers, input, row);
            if (named) {
                RowValues.className(batch.get(row), widths.length, classNames(), target, row);
            } else {
                RowValues.target(batch.get(row), widths.length, network.loss().classification(), target, row);
            }
        }
        input.touch();
        target.touch();
        scorer.add(batch.size());
    }
}
