package org.sparksg.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A walk over the rows of a table, file after file, from any row of any file on: the features of a row as numbers, checked, in one array
 * that is used again, and its label.
 */
final class TableRows implements AutoCloseable {
    private final Table table;
    private final boolean withFeatures;
    private final LabelColumn labels;
    private final List<TablePart.Wanted> wanted = new ArrayList<>();
    private final int count; // of feature columns
    private int part;
    private int end; // the file not to go to any more
    private long skipped;
    private Shard shard; // that is read, if not all is
    private int row; // of the shard, the next one
    private TableCursor cursor;
    private int[] widths; // of the feature columns
    private Narrowing narrowing;
    private double[] features = new double[0];
    private long lines;

    /**
     * Begins before a row.
     *
     * @param withFeatures whether features are read
     * @param labels takes the label of each row; null to read none
     * @param part the file to begin in
     * @param row the row to begin at in it
     */
    TableRows(Table table, boolean withFeatures, LabelColumn labels, int part, long row) {
        this.table = table;
        this.withFeatures = withFeatures;
        this.labels = labels;
        this.part = part;
        this.end = table.parts().size();
        this.skipped = row;
        this.count = withFeatures ? table.features().size() : 0;
        if (withFeatures) {
            table.features().forEach(name -> wanted.add(new TablePart.Wanted(name, false)));
        }
        if (labels != null) {
            wanted.add(new TablePart.Wanted(table.label(), labels.isNamed()));
        }
    }

    /** Goes before a row of a shard, whose file is then read to its end at most. {@code skip}: how many rows of it come before. */
    void seek(Shard wantedShard, int skip) throws IOException {
        close();
        shard = wantedShard;
        row = skip;
        part = shard.part();
        end = part + 1;
        table.parts().get(part).file().requireUnchanged();
        cursor = table.parts().get(part).rows(wanted, shard, skip);
    }

    /** Returns whether rows of this shard are read. */
    boolean isIn(Shard other) {
        return other.equals(shard);
    }

    /** Returns the row of the shard that comes next. */
    int row() {
        return row;
    }

    /** Passes over a row of a shard without a look at its values; returns false after the last of the file. */
    boolean skip() throws IOException {
        row++;
        return cursor.next();
    }

    /** Leaves the shard, if there is one. */
    void leave() throws IOException {
        shard = null;
        close();
    }

    /** Goes to the next row; returns false after the last. */
    boolean next() throws IOException {
        while (cursor != null || part < end) {
            if (cursor == null) {
                cursor = table.parts().get(part).rows(wanted, skipped);
                skipped = 0;
            }
            if (cursor.next()) {
                row++;
                if (withFeatures) {
                    readFeatures();
                }
                if (labels != null) {
                    labels.read(cursor, count);
                }
                return true;
            }
            lines += cursor.lines();
            close();
            part++;
        }
        return false;
    }

    /** Returns the features of the row. The array is used again. */
    double[] features() {
        return features;
    }

    /** Returns the features of the row as they are kept. */
    float[] narrowed() {
        float[] row = new float[features.length];
        narrowTo(row);
        return row;
    }

    /** Writes the features of the row as they are kept. */
    void narrowTo(float[] row) {
        for (int i = 0; i < row.length; i++) {
            row[i] = (float) features[i];
        }
    }

    /** Returns which file the row is of, by its position. */
    int part() {
        return part;
    }

    /** Returns the cursor that stands at the row. */
    TableCursor cursor() {
        return cursor;
    }

    /** Returns the feature columns; widths are known from the first row on. */
    List<Column> columns() {
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            columns.add(new Column(table.features().get(i), widths[i]));
        }
        return columns;
    }

    /** Returns how many lines were read in the files that are done; 0 where files have none. */
    long lines() {
        return lines;
    }

    /**
     * Checks that 32 bits hold the features of all rows that were passed.
     *
     * @param spread whether that were all rows of the training data
     */
    void checkNarrowing(boolean spread) {
        if (narrowing != null) {
            narrowing.check(table.path(), spread);
        }
    }

    private void readFeatures() {
        if (widths == null) {
            measure();
        }
        int at = 0;
        for (int i = 0; i < count; i++) {
            requirePresent(cursor, i);
            if (cursor.width(i) != widths[i]) {
                throw cursor.error(
                        i,
                        "has " + cursor.width(i) + " values, expected " + widths[i]
                                + (table.training() == null ? " as in the first row" : " as in the training data"));
            }
            cursor.numbers(i, features, at);
            for (int end = at + widths[i]; at < end; at++) {
                if (!Float.isFinite((float) features[at])) {
                    throw cursor.error(i, Diagnosis.ofFeature(cursor.text(i), features[at], table.source()));
                }
                narrowing.add(at, features[at], cursor, i);
            }
        }
    }

    /** Checks that a column holds something in this row. */
    static void requirePresent(TableCursor cursor, int column) {
        String absence = cursor.absence(column);
        if (absence != null) {
            throw cursor.error(column, absence);
        }
    }

    /** The first row decides how many numbers each column has, unless the training data did. */
    private void measure() {
        boolean named = table.training() != null && table.source().hasNames();
        List<Column> known = named ? table.training().columns() : List.of();
        int[] found = new int[count];
        int total = 0;
        for (int i = 0; i < count; i++) {
            requirePresent(cursor, i);
            found[i] = known.isEmpty() ? cursor.width(i) : known.get(i).width();
            total = Math.addExact(total, found[i]);
        }
        widths = found;
        features = new double[total];
        narrowing = new Narrowing(columns(), false);
    }

    @Override
    public void close() throws IOException {
        if (cursor != null) {
            cursor.close();
            cursor = null;
        }
    }
}
