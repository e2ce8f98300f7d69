package org.sparksg.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;

/** Reads all rows of sequences into memory, and puts each to its sequence. */
final class SequenceReader {
    private static final double ROOM = 0.4; // of the heap; the rest is Spark's, and the garbage of reading
    private static final int SEQUENCE = 256; // bytes, without steps

    private final SequenceRows source;
    private final SequenceColumns columns;
    private final SequenceFiles files;
    private final LabelColumn labels; // null if the id that follows is predicted
    private final StepOrder order = new StepOrder();
    private final Survey survey = new Survey();
    private final Map<String, Steps> found = new LinkedHashMap<>();
    private final long heap;
    private long bytes;
    private double largest = -1; // id
    private int[] widths; // of the columns of features
    private double[] numbers;
    private Narrowing narrowing;
    private List<Steps> sequences;
    private long lines;

    /** {@code heap}: bytes that there are, of which some can be taken. */
    SequenceReader(SequenceRows source, Configuration hadoop, long heap) throws IOException {
        this.source = source;
        this.columns = source.columns();
        this.files = new SequenceFiles(source, hadoop);
        this.labels = columns.label() == null ? null : new LabelColumn(columns.label(), List.of(), false);
        this.heap = heap;
    }

    /** Reads. {@code news}: hears now and then how far it is. */
    SequenceReader read(Consumer<String> news) throws IOException {
        lines = files.walk(news, this::add);
        if (found.isEmpty()) {
            throw files.first().error("holds no examples");
        }
        if (narrowing != null) {
            narrowing.check(source.path(), true);
        }
        if (labels != null) {
            labels.finish(source.path(), true);
        }
        requireIds();
        sequences = new ArrayList<>(found.values());
        sequences.sort(Comparator.comparingLong(Steps::shuffled).thenComparing(Steps::key));
        for (Steps steps : sequences) {
            int twice = steps.sort();
            if (twice >= 0) {
                throw files.error(
                        twice,
                        files.order(),
                        text -> text + " is there twice" + of(steps.key())
                                + ": each step of a sequence needs a value of its own");
            }
            target(steps);
        }
        return this;
    }

    private void target(Steps steps) {
        if (labels == null) {
            steps.followEachOther();
            return;
        }
        if (labels.isNamed()) {
            steps.renumber(labels.places());
        }
        if (columns.per() == SequenceColumns.Per.SEQUENCE) {
            steps.classifyLast();
        }
    }

    private static String of(String key) {
        return key.isEmpty() ? "" : " in sequence \"" + key + "\"";
    }

    private void add(TableCursor cursor, int row) {
        String key = files.key() < 0 ? "" : key(cursor);
        double place = files.order() < 0 ? row : order.read(cursor, files.order());
        readInputs(cursor);
        if (labels != null) {
            labels.read(cursor, files.label());
        }
        boolean valued = labels != null && !labels.isClassification();
        float label = labels == null ? 0 : valued ? labels.lastValue() : labels.lastClass();
        Steps steps = found.get(key);
        if (steps == null) {
            steps = new Steps(key, numbers.length);
            found.put(key, steps);
            bytes += SEQUENCE + 2L * key.length();
        } else if (columns.per() == SequenceColumns.Per.SEQUENCE && steps.label() != label) {
            throw cursor.error(
                    files.label(),
                    "the label is another one than before" + of(key)
                            + ": with label.per = sequence all rows of a sequence"
                            + " have the same; label.per = step takes one for each");
        }
        if (steps.isFull()) {
            throw cursor.error(
                    0, "a sequence has " + steps.count() + " steps, more than fit into an array: cut it into parts");
        }
        steps.add(numbers, label, place, row);
        survey.add(numbers, labels == null ? Double.NaN : labels.answer(), 1);
        bytes += Steps.BYTES + 6L * numbers.length;
        if (bytes > ROOM * heap) {
            throw new DataException(String.format(
                    Locale.ROOT,
                    "%s: sequences are held in memory, and their first %,d rows take %,d MiB, more than 40 %% of the %,d"
                            + " MiB that there are: raise spark.executor.memory and spark.driver.memory, or train on a part",
                    source.path(),
                    survey.rows(),
                    bytes >> 20,
                    heap >> 20));
        }
    }

    private String key(TableCursor cursor) {
        TableRows.requirePresent(cursor, files.key());
        return cursor.text(files.key());
    }

    private void readInputs(TableCursor cursor) {
        if (widths == null) {
            measure(cursor);
        }
        int at = 0;
        for (int column = 0; column < widths.length; column++) {
            requireInput(cursor, column);
            int width = cursor.width(column);
            if (width != widths[column]) {
                throw cursor.error(
                        column, "has " + width + " values, expected " + widths[column] + " as in the first row");
            }
            cursor.numbers(column, numbers, at);
            for (int end = at + width; at < end; at++) {
                requireNumber(cursor, column, numbers[at]);
                if (narrowing != null) {
                    narrowing.add(at, numbers[at], cursor, column);
                }
            }
        }
    }

    private void measure(TableCursor cursor) {
        widths = new int[columns.inputs().size()];
        int total = 0;
        for (int column = 0; column < widths.length; column++) {
            requireInput(cursor, column);
            widths[column] = cursor.width(column);
            total += widths[column];
        }
        numbers = new double[total];
        narrowing = columns.hasIds() ? null : new Narrowing(columns(), true);
    }

    private static void requireInput(TableCursor cursor, int column) {
        String absence = cursor.absence(column);
        if (absence != null) {
            throw cursor.error(column, absence + ": " + Diagnosis.UNFILLED);
        }
    }

    private void requireNumber(TableCursor cursor, int column, double number) {
        String text = cursor.text(column);
        if (text == null ? Double.isNaN(number) : Diagnosis.isMissing(text)) {
            throw cursor.error(column, (text == null ? "NaN" : "\"" + text + "\"") + ": " + Diagnosis.UNFILLED);
        }
        if (!Float.isFinite((float) number)) {
            throw cursor.error(column, Diagnosis.ofFeature(text, number, source.dialect()));
        }
        if (!columns.hasIds()) {
            return;
        }
        int known = columns.vocabulary() == 0 ? SequenceColumns.MOST : columns.vocabulary();
        if (number != Math.rint(number) || number < 0 || number >= known) {
            throw cursor.error(
                    column,
                    "id " + Diagnosis.plain(number) + ", expected a whole number 0.." + (known - 1)
                            + (columns.vocabulary() == 0
                                    ? ""
                                    : ": vocabulary, or the largest id of the training data, says how many there are"));
        }
        largest = Math.max(largest, number);
    }

    private void requireIds() {
        if (columns.hasIds() && vocabulary() < 2) {
            throw new DataException(source.path() + ": every id in column \"" + columns.ids()
                    + "\" is 0, expected two different ones at least");
        }
    }

    /** Returns how many different ids there are. */
    int vocabulary() {
        return columns.vocabulary() == 0 ? (int) largest + 1 : columns.vocabulary();
    }

    /** Returns the sequences, in an order that tells nothing of their keys. */
    List<Steps> sequences() {
        return sequences;
    }

    /** Returns the labels; null if the id that follows is predicted. */
    LabelColumn labels() {
        return labels;
    }

    /** Returns what is known of all rows. */
    Survey survey() {
        return survey;
    }

    /** Returns how many numbers each step has. */
    int width() {
        return numbers.length;
    }

    /** Returns the columns of features, or that of the ids. */
    List<Column> columns() {
        List<Column> all = new ArrayList<>();
        for (int i = 0; i < widths.length; i++) {
            all.add(new Column(columns.inputs().get(i), widths[i]));
        }
        return all;
    }

    /** Returns how many lines were read; 0 where files have none. */
    long lines() {
        return lines;
    }
}
