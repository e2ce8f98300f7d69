package org.sparksg.data;

import java.io.IOException;
import java.util.List;

/**
 * One file of libsvm's format.
 *
 * @param width the number of features
 * @param packed whether it has to be read from its start
 */
record LibsvmPart(InputFile file, int width, boolean packed) implements TablePart {

    @Override
    public List<TableColumn> columns() {
        return List.of(
                new TableColumn(Libsvm.LABEL, TableColumn.Kind.CELLS, "text"),
                new TableColumn(Libsvm.FEATURES, TableColumn.Kind.NUMBERS, "index:value"));
    }

    @Override
    public long count() {
        return -1;
    }

    @Override
    public TableCursor rows(List<Wanted> wanted, long from) throws IOException {
        return rows(wanted, TableCursor.Place.START, from);
    }

    @Override
    public TableCursor rows(List<Wanted> wanted, Shard shard, int skip) throws IOException {
        return shard.offset() == 0
                ? rows(wanted, shard.first() + skip)
                : rows(wanted, new TableCursor.Place(shard.offset(), shard.line(), 0), skip);
    }

    private TableCursor rows(List<Wanted> wanted, TableCursor.Place begin, long skip) throws IOException {
        LibsvmCursor cursor =
                new LibsvmCursor(this, wanted.stream().map(Wanted::name).toList(), begin);
        try {
            for (long row = 0; row < skip && cursor.next(); row++) {}
            return cursor;
        } catch (IOException | RuntimeException e) {
            cursor.close();
            throw e;
        }
    }
}
