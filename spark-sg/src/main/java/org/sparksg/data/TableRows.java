package org.sparksg.data;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A walk over the rows of a table, file after file, from any row of any file on: the features of a row as numbers, checked, in one array
 * that is used again, its label and its weight.
 */
final class TableRows implements AutoCloseable {
    private final Table table;
    private final boolean withFeatures;
    private final LabelColumn labels;
    private final Preparation preparation;
    private final boolean gaps; // whether numbers may be missing
    private final boolean prepared; // whether it is known what becomes of them
    private final List<TablePart.Wanted> wanted = new ArrayList<>();
    private final int count; // of feature columns
    private final int weighted; // which of the columns wanted is the weight; -1 for none
    private int part;
    private int end; // the file not to go to any more
    private long skipped;
    private Shard shard; // that is read, if not all is
    private int row; // of the shard, the next one
    private TableCursor cursor;
    private int[] widths; // of the feature columns
    private Narrowing narrowing;
    private double[] features = new double[0];
    private final double[] weights = new double[1];
    private double weight = 1;
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
        this.preparation = table.preparation();
        this.gaps = preparation.fills();
        this.prepared = !preparation.isPending();
        this.part = part;
        this.end = table.parts().size();
        this.skipped = row;
        this.count = withFeatures ? table.features().size() : 0;
        if (withFeatures) {
            table.features().forEach(name -> wanted.add(new TablePart.Wanted(name, false, gaps)));
        }
        if (labels != null) {
            wanted.add(new TablePart.Wanted(table.label(), labels.isNamed(), false));
        }
        boolean weights = labels != null && !table.source().weight().isEmpty();
        this.weighted = weights ? wanted.size() : -1;
        if (weights) {
            wanted.add(new TablePart.Wanted(table.source().weight(), false, false));
        }
    }

    /** Goes before the first row of a shard, whose file is then read to its end at most. */
    void seek(Shard wantedShard) throws IOException {
        close();
        shard = wantedShard;
        row = 0;
        part = shard.part();
        end = part + 1;
        table.parts().get(part).file().requireUnchanged();
        cursor = table.parts().get(part).rows(wanted, shard);
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
        requireWanted(table.path());
        row++;
        return cursor.next();
    }

    /** Fails if the thread is interrupted: nobody wants any more what it reads. */
    static void requireWanted(Object path) throws InterruptedIOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException(path + ": interrupted before all of it was read");
        }
    }

    /** Leaves the shard, if there is one. */
    void leave() throws IOException {
        shard = null;
        close();
    }

    /** Goes to the next row; returns false after the last. Ends at once if the thread is interrupted. */
    boolean next() throws IOException {
        requireWanted(table.path());
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
                if (weighted >= 0) {
                    readWeight();
                }
                return true;
            }
            lines += cursor.lines();
            close();
            part++;
        }
        return false;
    }

    /** Returns the numbers of the row's feature columns; NaN for those missing. The array is used again. */
    double[] features() {
        return features;
    }

    /** Returns how much the row counts; 1 where rows have no weight. */
    double weight() {
        return weight;
    }

    /** Returns the features of the row as the network sees them. */
    float[] narrowed() {
        float[] row = new float[preparation.inputs(features.length)];
        narrowTo(row);
        return row;
    }

    /** Writes the features of the row as the network sees them. */
    void narrowTo(float[] row) {
        preparation.apply(features, row);
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
            requireFeature(i);
            int width = cursor.width(i);
            if (width == 0) {
                Arrays.fill(features, at, at + widths[i], Double.NaN);
                at += widths[i];
                continue;
            }
            if (width != widths[i]) {
                throw cursor.error(
                        i,
                        "has " + width + " values, expected " + widths[i]
                                + (table.training() == null ? " as in the first row" : " as in the training data"));
            }
            cursor.numbers(i, features, at);
            for (int end = at + width; at < end; at++) {
                take(i, at);
            }
        }
    }

    /** Checks a number, and what 32 bits make of it once it is scaled. */
    private void take(int column, int at) {
        double number = features[at];
        if (gaps && Double.isNaN(number)) {
            return;
        }
        double input = preparation.input(at, number);
        if (!Double.isFinite(number) || (prepared && !Float.isFinite((float) input))) {
            throw cursor.error(
                    column,
                    Diagnosis.ofFeature(
                            cursor.text(column), number, table.source().dialect()));
        }
        if (prepared) {
            narrowing.add(at, input, cursor, column);
        }
    }

    private void requireFeature(int column) {
        String absence = cursor.absence(column);
        if (absence != null) {
            throw cursor.error(column, absence + ": " + Diagnosis.FILL);
        }
    }

    /** Checks that a column holds something in this row. */
    static void requirePresent(TableCursor cursor, int column) {
        String absence = cursor.absence(column);
        if (absence != null) {
            throw cursor.error(column, absence);
        }
    }

    private void readWeight() {
        requirePresent(cursor, weighted);
        cursor.numbers(weighted, weights, 0);
        weight = weights[0];
        if (!(weight >= 0 && weight <= Float.MAX_VALUE)) {
            String text = cursor.text(weighted);
            throw cursor.error(
                    weighted,
                    (text == null ? Double.toString(weight) : "\"" + text + "\"")
                            + " is no weight of an example, expected a finite number >= 0");
        }
    }

    /** The first row decides how many numbers each column has, unless the training data did. */
    private void measure() {
        boolean named = table.training() != null && table.source().hasNames();
        List<Column> known = named ? table.training().columns() : List.of();
        int[] found = new int[count];
        int total = 0;
        for (int i = 0; i < count; i++) {
            requireFeature(i);
            boolean single = known.isEmpty() && !table.isList(table.features().get(i));
            found[i] = single
                    ? 1
                    : known.isEmpty() ? cursor.width(i) : known.get(i).width();
            if (found[i] == 0) {
                throw cursor.error(
                        i, "is missing in the first row, which tells how many numbers it has: put another row first");
            }
            total = Math.addExact(total, found[i]);
        }
        if (!preparation.keepsNumbers() && total != preparation.features().size()) {
            throw new DataException(table.path() + ": has " + total + " features, expected "
                    + preparation.features().size() + " as in the training data");
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
