package org.sparksg.data;

import java.io.IOException;
import java.util.List;
import org.sparksg.settings.Decimal;

/** The rows of a file, with the columns that its folders name: they hold the same value in each row. */
final class PartitionedCursor implements TableCursor {
    private final TableCursor inner;
    private final InputFile file;
    private final List<TablePart.Wanted> wanted;
    private final int[] positions; // in the file; -1 for columns of folders

    PartitionedCursor(TableCursor inner, InputFile file, List<TablePart.Wanted> wanted) {
        this.inner = inner;
        this.file = file;
        this.wanted = wanted;
        this.positions = new int[wanted.size()];
        int own = 0;
        for (int i = 0; i < positions.length; i++) {
            positions[i] = file.partitions().containsKey(wanted.get(i).name()) ? -1 : own++;
        }
    }

    private boolean isFolder(int column) {
        return positions[column] < 0;
    }

    private String value(int column) {
        return file.partitions().get(wanted.get(column).name());
    }

    @Override
    public boolean next() throws IOException {
        return inner.next();
    }

    @Override
    public String absence(int column) {
        if (isFolder(column)) {
            return value(column) == null && !wanted.get(column).gaps() ? "is null, expected a value" : null;
        }
        return inner.absence(positions[column]);
    }

    @Override
    public String text(int column) {
        return isFolder(column) ? value(column) : inner.text(positions[column]);
    }

    @Override
    public int width(int column) {
        if (isFolder(column)) {
            return value(column) == null ? 0 : 1;
        }
        return inner.width(positions[column]);
    }

    @Override
    public void numbers(int column, double[] to, int at) {
        if (isFolder(column)) {
            String text = value(column);
            to[at] = Decimal.parse(text);
            String lost = Math.abs(to[at]) < Narrowing.EXACT ? null : Narrowing.lost(text);
            if (lost != null) {
                throw error(column, lost);
            }
        } else {
            inner.numbers(positions[column], to, at);
        }
    }

    @Override
    public long lines() {
        return inner.lines();
    }

    @Override
    public Place next(long least) throws IOException {
        return inner.next(least);
    }

    @Override
    public DataException error(int column, String problem) {
        return isFolder(column)
                ? file.error("folder \"" + wanted.get(column).name() + "\": " + problem)
                : inner.error(positions[column], problem);
    }

    @Override
    public void close() throws IOException {
        inner.close();
    }
}
