package org.sparksg.data;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.sparksg.settings.Require;

/**
 * Tables as text, one example a line, plain or packed: columns of decimal numbers, and one that holds the label.
 * Features have shape {@code [columns]}, in the order named, or in the files'. Quotes ({@code "}) and line ends of any
 * system are understood; empty lines are skipped; an empty cell is an error, and so is whatever is not plainly a table (see
 * {@link CsvDialect}).
 *
 * <p>{@link #inspect} reads all, because nothing else tells how many rows there are.
 *
 * @param path a file, a directory of part files, which may be partitioned ({@code year=2024/...}), or a pattern
 * @param label the column to predict. Columns have the names of the first line or, without such a line, their positions:
 *     "0", "1", ...
 * @param features the columns to predict from; if empty, all others
 * @param weight the column that says how much each example counts, as a number >= 0; empty for none. Only their ratios matter
 * @param dialect how the text is written
 */
public record Csv(String path, Label label, List<String> features, String weight, CsvDialect dialect)
        implements TableSource {

    /** Copies the list and checks all components. */
    public Csv {
        Require.text("path", path, "name a file, a directory or a pattern");
        Require.present("label", label);
        features = label.without(features, weight);
    }

    /** A table of the usual dialect but for header and separator. */
    public Csv(String path, Label label, List<String> features, boolean header, char separator) {
        this(path, label, features, "", new CsvDialect(header, separator, false, CsvDialect.NO_COMMENT, "UTF-8"));
    }

    /** A table with a header line, separated by commas, all of whose columns but the label are features. */
    public static Csv of(String path, Label label) {
        return new Csv(path, label, List.of(), "", CsvDialect.USUAL);
    }

    @Override
    public String kind() {
        return "csv";
    }

    /** Positions are no names: they tell nothing of another table. */
    @Override
    public boolean hasNames() {
        return dialect.header();
    }

    @Override
    public String reading() {
        return "" + label + features + weight + dialect;
    }

    @Override
    public TablePart part(InputFile file, Configuration hadoop) throws IOException {
        return new CsvPart(file, dialect);
    }
}
