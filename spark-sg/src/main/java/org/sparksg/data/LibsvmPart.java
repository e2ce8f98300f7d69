package org.sparksg.data;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** One file of libsvm's format. */
final class LibsvmPart implements TablePart {
    private final InputFile file;
    private final int width;
    private Boolean plain; // once it is asked for

    /** {@code width}: the number of features. */
    LibsvmPart(InputFile file, int width) {
        this.file = file;
        this.width = width;
    }

    @Override
    public InputFile file() {
        return file;
    }

    int width() {
        return width;
    }

    /** Returns whether reading can begin within the file, which is in this encoding. */
    boolean hasPlaces(Charset charset) throws IOException {
        if (plain == null) {
            plain = !file.isPacked();
        }
        return plain && charset.equals(StandardCharsets.UTF_8);
    }

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
        LibsvmCursor cursor = cursor(wanted, TableCursor.Place.START);
        try {
            for (long row = 0; row < from && cursor.next(); row++) {}
            return cursor;
        } catch (IOException | RuntimeException e) {
            cursor.close();
            throw e;
        }
    }

    @Override
    public TableCursor rows(List<Wanted> wanted, Shard shard) throws IOException {
        return shard.offset() == 0
                ? rows(wanted, shard.first())
                : cursor(wanted, new TableCursor.Place(shard.offset(), shard.line(), 0));
    }

    private LibsvmCursor cursor(List<Wanted> wanted, TableCursor.Place begin) throws IOException {
        return new LibsvmCursor(this, wanted.stream().map(Wanted::name).toList(), begin);
    }
}
