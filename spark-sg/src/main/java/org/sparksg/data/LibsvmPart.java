package org.sparksg.data;

import java.io.IOException;
import java.util.List;

/**
 * One file of libsvm's format.
 *
 * @param width the number of features
 */
record LibsvmPart(InputFile file, int width) implements TablePart {

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
        LibsvmCursor cursor =
                new LibsvmCursor(file, width, wanted.stream().map(Wanted::name).toList());
        try {
            for (long row = 0; row < from && cursor.next(); row++) {}
            return cursor;
        } catch (IOException | RuntimeException e) {
            cursor.close();
            throw e;
        }
    }
}
