package org.sparksg.data;

import java.io.IOException;
import java.util.List;

/** One file of a table: its columns, known before its rows are read. */
interface TablePart {

    /** Returns the file. */
    InputFile file();

    /** Returns the columns in the file's order; none if the file is empty. */
    List<TableColumn> columns();

    /** Returns the number of rows, or -1 where only reading them tells. */
    long count();

    /** Returns the numbers of rows of its shards, in order, where the file tells them; else none. */
    default List<Long> groups() {
        return List.of();
    }

    /** Opens a walk over the rows of a shard, and maybe of those after it. Passes over none: whoever does that may have to say how far it is. */
    default TableCursor rows(List<Wanted> wanted, Shard shard) throws IOException {
        return rows(wanted, shard.first());
    }

    /**
     * Opens a walk over the rows.
     *
     * @param wanted the columns to read, which the cursor calls by their positions here
     * @param from the row to begin at, from 0
     */
    TableCursor rows(List<Wanted> wanted, long from) throws IOException;

    /**
     * A column that is read.
     *
     * @param text whether as text, and not as numbers
     * @param gaps whether a number may be missing: it is NaN then
     */
    record Wanted(String name, boolean text, boolean gaps) {}
}
