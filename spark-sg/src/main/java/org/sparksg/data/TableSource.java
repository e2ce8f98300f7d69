package org.sparksg.data;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;

/** A table in files: all that a format has to say of itself. The rest is the same for all of them, and in {@link Table}. */
sealed interface TableSource extends DataSource permits Csv, Libsvm, ParquetRows {

    /** A file, a directory of part files, or a pattern. */
    String path();

    /** The column to predict. */
    Label label();

    /** The columns to predict from; if empty, all others. */
    List<String> features();

    /** The column that says how much each example counts; empty for none. */
    default String weight() {
        return "";
    }

    /** How it is written as text; null if it is no text of columns with a separator. */
    default CsvDialect dialect() {
        return null;
    }

    /** The name of the format. */
    String kind();

    /** All settings that decide what is read from files, as a text for the fingerprint. */
    String reading();

    /** Opens one file, and looks at its columns. */
    TablePart part(InputFile file, Configuration hadoop) throws IOException;

    /** Whether columns have names, and are matched by them. */
    default boolean hasNames() {
        return true;
    }

    /** Returns this source with what has to be found in the files first. {@code training}: what they must be like, or null. */
    default TableSource ready(List<InputFile> files, Schema training) throws IOException {
        return this;
    }

    @Override
    default SourceSummary inspect(Configuration hadoop) throws IOException {
        return inspect(hadoop, Preparation.NONE, null, line -> {});
    }

    /**
     * Inspects, and finds the constants of a preparation in the rows that are not held out.
     *
     * @param heldOut null for none
     * @param news hears now and then how far that is
     */
    default SourceSummary inspect(Configuration hadoop, Preparation preparation, HoldOut heldOut, Consumer<String> news)
            throws IOException {
        return Table.open(this, null, true, preparation, hadoop).inspect(fingerprint(hadoop), heldOut, news);
    }

    @Override
    default String fingerprint(Configuration hadoop) throws IOException {
        return kind() + "-" + Fingerprint.of(reading(), InputFile.all("path", path(), hadoop));
    }

    @Override
    default Examples load(Configuration hadoop) throws IOException {
        return Table.open(this, null, true, Preparation.NONE, hadoop).load();
    }

    @Override
    default DataSource aligned(Schema training) {
        return new AlignedTable(this, training, false);
    }

    @Override
    default DataSource planned(Schema plan) {
        return new AlignedTable(this, plan, true);
    }
}
