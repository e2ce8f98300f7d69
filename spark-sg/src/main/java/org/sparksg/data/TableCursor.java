package org.sparksg.data;

import java.io.IOException;

/** A walk over the rows of one file. Stands before the first one; columns are called by their positions among those wanted. */
interface TableCursor extends AutoCloseable {

    /** Goes to the next row; returns false after the last. */
    boolean next() throws IOException;

    /** Returns what to say of a column that holds nothing in this row; null if it holds something, or may be missing. */
    String absence(int column);

    /** Returns the text of a column; null where the file has numbers and text was not wanted. */
    String text(int column);

    /** Returns how many numbers a column holds in this row; 0 if it holds nothing, and may. */
    int width(int column);

    /**
     * Writes the numbers of a column from {@code at} on: NaN for a cell that is no number, or, where numbers may be missing, for one that
     * is missing, and infinity for one that is something else.
     */
    void numbers(int column, double[] to, int at);

    /** Returns how many lines were read so far; 0 where a file has none. */
    long lines();

    /**
     * Returns where the next row begins, so that reading can begin there; null where it cannot, or if fewer characters were read.
     *
     * @param least how many characters of the file
     */
    default Place next(long least) throws IOException {
        return null;
    }

    /**
     * A place in a text file, before a row.
     *
     * @param characters how many come before it, line ends of two characters as two
     */
    record Place(long offset, long line, long characters) {
        static final Place START = new Place(0, 1, 0);
    }

    /** Returns an exception that names the file, the place of this row and the column. */
    DataException error(int column, String problem);

    @Override
    void close() throws IOException;
}
