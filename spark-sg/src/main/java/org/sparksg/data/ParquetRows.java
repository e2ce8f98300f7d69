package org.sparksg.data;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.sparksg.settings.Require;

/**
 * Tables in Parquet, one example a row; any Spark DataFrame comes in this way once it is written.
 *
 * <p>A column of features is a number (decimals too), an array of numbers, or a vector of Spark ML (dense or sparse). Several columns are
 * put one after the other; features have shape {@code [width]}. Arrays of one column must have one length, the first
 * row's. Nulls are errors, unless missing values are filled ({@link FeatureSettings}).
 *
 * <p>{@link #inspect} reads all, because nothing else tells what is in it.
 *
 * @param path a file, a directory of part files, which may be partitioned ({@code year=2024/...}), or a pattern
 * @param label the column to predict; whole numbers in a floating-point column and one-hot arrays are fine for {@link
 *     Label.Numbered}; text, whole numbers and booleans for {@link Label.Named}
 * @param features the columns to predict from; if empty, all others
 * @param weight the column that says how much each example counts, as a number >= 0; empty for none. Only their ratios matter
 */
public record ParquetRows(String path, Label label, List<String> features, String weight) implements TableSource {

    /** Copies the list and checks all components. */
    public ParquetRows {
        Require.text("path", path, "name a file, a directory or a pattern");
        Require.present("label", label);
        features = label.without(features, weight);
    }

    /** All columns but the label are features. */
    public static ParquetRows of(String path, Label label) {
        return new ParquetRows(path, label, List.of());
    }

    /** Rows without weights. */
    public ParquetRows(String path, Label label, List<String> features) {
        this(path, label, features, "");
    }

    @Override
    public String kind() {
        return "parquet";
    }

    @Override
    public String reading() {
        return "" + label + features + weight;
    }

    @Override
    public TablePart part(InputFile file, Configuration hadoop) throws IOException {
        return new ParquetPart(file, hadoop);
    }
}
