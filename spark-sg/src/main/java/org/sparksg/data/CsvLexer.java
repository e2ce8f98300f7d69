package org.sparksg.data;

import java.io.IOException;
import java.util.Arrays;
import org.sparksg.settings.Decimal;

/**
 * Parts the text of a CSV file into records and cells, strictly: what is not plainly a table is an error, because damage that is taken
 * for syntax costs rows without a word. A cell in quotes begins with one, ends with one, and holds a quote as two; it may hold line
 * ends if that was asked for. Nothing but a separator or a line end may follow it. Blanks around other cells do not count, and quotes within them
 * mean themselves. No character begins a comment unless that was asked for; NUL is damage everywhere.
 *
 * <p>Written here because the readers at hand are lenient in these points, or know no bound for a record: one that never ends would fill
 * the memory. Cells of a record lie in one array that is used again.
 */
final class CsvLexer {
    private static final int MAX_RECORD = 1 << 24; // characters
    private static final int MAX_CELLS = 1 << 16;

    private final InputFile file;
    private final Characters in;
    private final CsvDialect dialect;
    private char[] text = new char[1 << 10];
    private int length;
    private int[] bounds = new int[1 << 6]; // begin and end of each cell
    private int cells;
    private long line;

    CsvLexer(InputFile file, Characters in, CsvDialect dialect) {
        this.file = file;
        this.in = in;
        this.dialect = dialect;
    }

    /** Goes to the next record; returns false after the last. Empty lines are none. */
    boolean next() throws IOException {
        cells = 0;
        length = 0;
        line = in.line();
        int first = in.read();
        while (first == '\n' || dialect.isComment(first)) {
            while (first >= 0 && first != '\n') {
                first = in.read();
            }
            line = in.line();
            first = first < 0 ? first : in.read();
        }
        if (first < 0) {
            return false;
        }
        int end = readCell(first);
        while (end == dialect.separator()) {
            end = readCell(in.read());
        }
        return true;
    }

    /** Returns how many cells the record has. */
    int cells() {
        return cells;
    }

    /** Returns whether a cell is empty. */
    boolean isEmpty(int index) {
        return bounds[2 * index] == bounds[2 * index + 1];
    }

    /** Returns the text of a cell; null if it is empty. */
    String cell(int index) {
        int from = bounds[2 * index];
        return isEmpty(index) ? null : new String(text, from, bounds[2 * index + 1] - from);
    }

    /** Returns the number that a cell holds; NaN if it holds none. */
    double number(int index) {
        return Decimal.parse(text, bounds[2 * index], bounds[2 * index + 1]);
    }

    /** Returns the line that the record begins in, from 1. */
    long line() {
        return line;
    }

    /** Returns how many lines were read. */
    long lines() {
        return in.lines();
    }

    /** Returns an exception that names file and line. */
    DataException error(String problem) {
        return file.error("line " + line + ": " + problem);
    }

    /** Reads a cell whose first character is known, and returns the one after it. */
    private int readCell(int first) throws IOException {
        int next = first;
        while (isBlank(next)) {
            next = in.read();
        }
        int from = length;
        if (next == '"') {
            next = quoted();
            keep(from, length);
            return next;
        }
        while (next != dialect.separator() && next != '\n' && next >= 0) {
            append(next);
            next = in.read();
        }
        int to = length;
        while (to > from && isBlank(text[to - 1])) {
            to--;
        }
        keep(from, to);
        return next;
    }

    private boolean isBlank(int character) {
        return (character == ' ' || character == '\t') && character != dialect.separator();
    }

    private int quoted() throws IOException {
        while (true) {
            int next = in.read();
            if (next == '"') {
                next = in.read();
                if (next != '"') {
                    requireEnd(next);
                    return next;
                }
            } else if (next < 0 || (next == '\n' && !dialect.multiLine())) {
                throw error("the quote that opens cell " + (cells + 1) + " is not closed "
                        + (next < 0 ? "before the file ends" : "in its line")
                        + ": mend it; a quote within quotes is written twice"
                        + (dialect.multiLine() ? "" : "; multi-line = true allows line ends within quotes"));
            }
            append(next);
        }
    }

    private void requireEnd(int next) {
        if (next >= 0 && next != '\n' && next != dialect.separator()) {
            throw error("the quotes of cell " + (cells + 1) + " close before its end, at " + shown(next)
                    + ": mend them; a quote within quotes is written twice");
        }
    }

    private static String shown(int character) {
        return character > ' ' ? "'" + (char) character + "'" : "U+%04X".formatted(character);
    }

    private void append(int character) {
        if (character == 0) {
            throw error("has a NUL character in cell " + (cells + 1)
                    + ": the file is damaged, or of another encoding, such as encoding = UTF-16LE");
        }
        if (length == text.length) {
            if (length == MAX_RECORD) {
                throw error("is a record of more than " + MAX_RECORD + " characters: is this a table of text?");
            }
            text = Arrays.copyOf(text, 2 * length);
        }
        text[length++] = (char) character;
    }

    private void keep(int from, int to) {
        if (2 * cells == bounds.length) {
            if (cells == MAX_CELLS) {
                throw error("has more than " + MAX_CELLS + " columns: is the separator right?");
            }
            bounds = Arrays.copyOf(bounds, 2 * bounds.length);
        }
        bounds[2 * cells] = from;
        bounds[2 * cells + 1] = to;
        cells++;
    }
}
