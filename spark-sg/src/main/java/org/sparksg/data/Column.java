package org.sparksg.data;

import java.io.Serializable;
import java.util.List;

/**
 * A column that features come from.
 *
 * @param name its name in the table
 * @param width how many numbers it has in each row: 1, or the length of its arrays or vectors
 */
public record Column(String name, int width) implements Serializable {

    /** Returns how messages call one of the numbers of a row: its column, with the place in it if it has several. */
    static String nameOf(List<Column> columns, int number) {
        int at = number;
        for (Column column : columns) {
            if (at < column.width()) {
                return "\"" + column.name() + "\"" + (column.width() == 1 ? "" : "[" + at + "]");
            }
            at -= column.width();
        }
        throw new IndexOutOfBoundsException(number);
    }
}
