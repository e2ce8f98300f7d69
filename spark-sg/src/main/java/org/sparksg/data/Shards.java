package org.sparksg.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the shards of a table: what its files tell or, for text, blocks of lines that are marked while all rows are read. Blocks are
 * short, because the more of them lie in a window of the shuffle, the better are rows mixed; not too short, because each costs a
 * jump; and their number is bounded.
 */
final class Shards {
    private static final long BLOCK = 1 << 20; // characters
    private static final int MOST = 1 << 12; // blocks of a file

    private final Table table;
    private final List<Shard> found = new ArrayList<>();
    private int part = -1;
    private long first;
    private long rows;
    private TableCursor.Place begin;
    private int group; // of those that the file tells

    Shards(Table table) {
        this.table = table;
    }

    /** Takes a row that was just read. {@code at}: the file, by its position. */
    void add(int at, TableCursor cursor) throws IOException {
        if (at != part) {
            close();
            part = at;
            first = 0;
            begin = TableCursor.Place.START;
            group = 0;
        }
        rows++;
        TableCursor.Place next = end(cursor);
        if (next != null) {
            close();
            begin = next;
        }
    }

    /** Returns where the next shard begins, if this row is the last of one; else null. */
    private TableCursor.Place end(TableCursor cursor) throws IOException {
        TablePart file = table.parts().get(part);
        List<Long> told = file.groups();
        if (told.isEmpty()) {
            long block = Math.max(BLOCK, file.file().length() / MOST);
            return cursor.next(begin.characters() + block);
        }
        return rows == told.get(group) ? TableCursor.Place.START : null;
    }

    private void close() {
        if (rows > 0) {
            found.add(new Shard(part, first, Math.toIntExact(rows), begin.offset(), begin.line()));
        }
        first += rows;
        rows = 0;
        group++;
    }

    /** Returns the shards of the rows that were taken. */
    List<Shard> found() {
        close();
        return found;
    }
}
