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

    Shards(Table table) {
        this.table = table;
    }

    /** Returns the shards that the files tell. */
    static List<Shard> told(Table table) {
        List<Shard> told = new ArrayList<>();
        for (int part = 0; part < table.parts().size(); part++) {
            long first = 0;
            for (long rows : table.parts().get(part).groups()) {
                if (rows > 0) {
                    told.add(new Shard(part, first, Math.toIntExact(rows), 0, 0));
                }
                first += rows;
            }
        }
        return told;
    }

    /** Takes a row that was just read. {@code at}: the file, by its position. */
    void add(int at, TableCursor cursor) throws IOException {
        if (at != part) {
            close();
            part = at;
            first = 0;
            begin = TableCursor.Place.START;
        }
        rows++;
        long block = Math.max(BLOCK, table.parts().get(part).file().length() / MOST);
        TableCursor.Place next = cursor.next(begin.characters() + block);
        if (next != null) {
            close();
            begin = next;
        }
    }

    private void close() {
        if (rows > 0) {
            found.add(new Shard(part, first, Math.toIntExact(rows), begin.offset(), begin.line()));
        }
        first += rows;
        rows = 0;
    }

    /** Returns the shards of the rows that were taken. */
    List<Shard> found() {
        close();
        return found;
    }
}
