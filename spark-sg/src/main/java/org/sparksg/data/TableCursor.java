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

    /** Returns an exception that names the file, the place of this row and the column. */
    DataException error(int column, String problem);

    @Override
    void close() throws IOException;
}
