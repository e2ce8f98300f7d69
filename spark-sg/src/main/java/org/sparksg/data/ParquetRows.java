package org.sparksg.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.sparksg.settings.Require;
import org.sparksg.tensor.Shape;

/**
 * Tables in Parquet, one example a row; any Spark DataFrame comes in this way once it is written.
 *
 * <p>A column of features is a number, an array of numbers, or a vector of Spark ML (dense or sparse). Several columns are
 * put one after the other; features have shape {@code [width]}. Arrays of one column must have one length, the first
 * row's. Nulls are errors.
 *
 * <p>{@link #inspect} reads the footers, and one row if a column has more than one number; labels that are names to be
 * looked up are all read.
 *
 * @param path a file, a directory of part files, or a pattern
 * @param label the column to predict; whole numbers in a floating-point column are fine for {@link Label.Numbered}
 * @param features the columns to predict from; if empty, all others
 */
public record ParquetRows(String path, Label label, List<String> features) implements DataSource {

    /** Copies the list and checks all components. */
    public ParquetRows {
        Require.text("path", path, "name a file, a directory or a pattern");
        Require.present("label", label);
        features = label.without(features);
    }

    /** All columns but the label are features. */
    public static ParquetRows of(String path, Label label) {
        return new ParquetRows(path, label, List.of());
    }

    @Override
    public SourceSummary inspect(Configuration hadoop) throws IOException {
        List<InputFile> files = InputFile.all(path, hadoop);
        LabelColumn labels = new LabelColumn(label);
        long count = 0;
        int width = 0;
        List<String> columns = features;
        for (InputFile file : files) {
            ParquetFile table = new ParquetFile(file, label, columns, hadoop);
            columns = table.features();
            count += table.count();
            width = width > 0 || table.count() == 0 ? width : table.width();
            if (labels.isNamed()) {
                table.readLabels(labels);
            }
        }
        requireRows(count, labels, files);
        String fingerprint = "parquet-" + Fingerprint.of("" + label + features, files);
        return new SourceSummary((int) count, labels.schema(width, columns), fingerprint);
    }

    @Override
    public Examples load(Configuration hadoop) throws IOException {
        List<InputFile> files = InputFile.all(path, hadoop);
        LabelColumn labels = new LabelColumn(label);
        List<float[]> rows = new ArrayList<>();
        List<String> columns = features;
        for (InputFile file : files) {
            ParquetFile table = new ParquetFile(file, label, columns, hadoop);
            columns = table.features();
            table.read(rows, labels);
        }
        requireRows(rows.size(), labels, files);
        return labels.with(Shape.of(rows.get(0).length), rows.toArray(new float[0][]));
    }

    private void requireRows(long count, LabelColumn labels, List<InputFile> files) {
        if (count == 0) {
            throw files.get(0).error("holds no examples");
        }
        if (count > Integer.MAX_VALUE) {
            throw new DataException(path + ": has " + count + " rows, expected at most " + Integer.MAX_VALUE);
        }
        labels.requireClasses(path);
    }
}
