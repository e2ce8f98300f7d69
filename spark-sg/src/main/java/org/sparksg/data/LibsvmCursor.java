package org.sparksg.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.sparksg.settings.Decimal;

/** The rows of one file of libsvm's format. */
final class LibsvmCursor implements TableCursor {
    private static final int MAX_LINE = 1 << 26; // characters

    private final LibsvmPart part;
    private final InputFile file;
    private final Characters in;
    private final int width;
    private final List<String> wanted;
    private final StringBuilder line = new StringBuilder();
    private long number; // of the line at hand
    private String label;
    private int[] indices = new int[16]; // from 0
    private double[] values = new double[16];
    private int size;

    LibsvmCursor(LibsvmPart part, List<String> wanted, Place begin) throws IOException {
        this.part = part;
        this.file = part.file();
        this.in = begin.offset() == 0
                ? new Characters(file, "UTF-8")
                : new Characters(file, StandardCharsets.UTF_8, begin);
        this.width = part.width();
        this.wanted = wanted;
    }

    @Override
    public boolean next() throws IOException {
        while (readLine()) {
            String[] words = line.toString().strip().split("[ \t]+");
            if (!words[0].isEmpty()) {
                parse(words);
                return true;
            }
        }
        return false;
    }

    /** Reads a line up to its comment; returns false at the end. */
    private boolean readLine() throws IOException {
        line.setLength(0);
        number = in.line();
        int next = in.read();
        if (next < 0) {
            return false;
        }
        boolean comment = false;
        for (; next >= 0 && next != '\n'; next = in.read()) {
            comment |= next == '#';
            if (!comment && line.length() == MAX_LINE) {
                throw error("has more than " + MAX_LINE + " characters: is this libsvm text?");
            }
            if (!comment) {
                line.append((char) next);
            }
        }
        return true;
    }

    private void parse(String[] words) {
        label = words[0];
        size = 0;
        for (int i = 1; i < words.length; i++) {
            int colon = words[i].indexOf(':');
            String index = colon < 0 ? "" : words[i].substring(0, colon);
            if (index.equals("qid")) {
                continue; // a group of a ranking, which is no feature
            }
            double position = Decimal.isWhole(index) ? Decimal.parse(index) : Double.NaN;
            String number = colon < 0 ? "" : words[i].substring(colon + 1);
            double value = Decimal.parse(number);
            if (Double.isNaN(position) || Double.isNaN(value)) {
                throw error("\"" + words[i] + "\", expected index:value, two decimal numbers");
            }
            String lost = Math.abs(value) < Narrowing.EXACT ? null : Narrowing.lost(number);
            if (lost != null) {
                throw error(lost);
            }
            add(position, value);
        }
    }

    private void add(double position, double value) {
        int before = size == 0 ? 0 : indices[size - 1] + 1;
        if (position <= before || position > width) {
            throw error("index " + Diagnosis.plain(position)
                    + (position > width
                            ? ", expected at most " + width + ", the width of the training data, or the key width"
                            : ", expected at least " + (before + 1) + ": indices begin at 1 and ascend"));
        }
        if (size == indices.length) {
            indices = Arrays.copyOf(indices, 2 * size);
            values = Arrays.copyOf(values, 2 * size);
        }
        indices[size] = (int) position - 1;
        values[size++] = value;
    }

    /** Returns the largest index of the row, from 1. */
    int largest() {
        return size == 0 ? 0 : indices[size - 1] + 1;
    }

    private boolean isLabel(int column) {
        return wanted.get(column).equals(Libsvm.LABEL);
    }

    @Override
    public String absence(int column) {
        return null;
    }

    @Override
    public String text(int column) {
        return isLabel(column) ? label : null;
    }

    @Override
    public int width(int column) {
        return isLabel(column) ? 1 : width;
    }

    @Override
    public void numbers(int column, double[] to, int at) {
        if (isLabel(column)) {
            to[at] = Decimal.parse(label);
            return;
        }
        Arrays.fill(to, at, at + width, 0);
        for (int i = 0; i < size; i++) {
            to[at + indices[i]] = values[i];
        }
    }

    @Override
    public long lines() {
        return in.lines();
    }

    @Override
    public Place next(long least) throws IOException {
        return in.isPast(least) && part.hasPlaces(in.charset()) ? in.place() : null;
    }

    @Override
    public DataException error(int column, String problem) {
        return error((isLabel(column) ? "label" : "features") + ": " + problem);
    }

    private DataException error(String problem) {
        return file.error("line " + number + ": " + problem);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
