package org.sparksg.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.sparksg.settings.Decimal;

/**
 * A file in folders such as {@code year=2024/month=5}, whose names are columns, too.
 *
 * @param inner the file itself
 * @param folders the columns that folders name
 */
record PartitionedPart(TablePart inner, List<TableColumn> folders) implements TablePart {

    /**
     * Returns the files with the columns that their folders name: numbers if all of a column are.
     *
     * @throws DataException if not all files lie in such folders, or a file has a column of that name itself
     */
    static List<TablePart> of(List<TablePart> parts) {
        List<String> names = List.copyOf(parts.get(0).file().partitions().keySet());
        Set<String> texts = new HashSet<>();
        for (TablePart part : parts) {
            if (!List.copyOf(part.file().partitions().keySet()).equals(names)) {
                throw part.file()
                        .error("lies in folders for the columns "
                                + part.file().partitions().keySet() + ", but "
                                + parts.get(0).file().path() + " in those for " + names
                                + ": keep files of one partitioning in one folder");
            }
            part.file().partitions().forEach((name, value) -> {
                if (value != null && Double.isNaN(Decimal.parse(value))) {
                    texts.add(name);
                }
            });
        }
        if (names.isEmpty()) {
            return parts;
        }
        List<TableColumn> folders = names.stream()
                .map(name -> texts.contains(name)
                        ? new TableColumn(name, TableColumn.Kind.TEXT, "text, of folders")
                        : new TableColumn(name, TableColumn.Kind.NUMBER, "a number, of folders"))
                .toList();
        List<TablePart> with = new ArrayList<>();
        parts.forEach(part -> with.add(new PartitionedPart(part, folders)));
        return with;
    }

    @Override
    public InputFile file() {
        return inner.file();
    }

    @Override
    public List<TableColumn> columns() {
        List<TableColumn> own = inner.columns();
        for (TableColumn column : own) {
            if (file().partitions().containsKey(column.name())) {
                throw file().error("has a column \"" + column.name() + "\", and so have its folders: rename one");
            }
        }
        return own.isEmpty()
                ? own
                : Stream.concat(own.stream(), folders.stream()).toList();
    }

    @Override
    public long count() {
        return inner.count();
    }

    @Override
    public List<Long> groups() {
        return inner.groups();
    }

    @Override
    public TableCursor rows(List<Wanted> wanted, long from) throws IOException {
        return new PartitionedCursor(inner.rows(own(wanted), from), file(), wanted);
    }

    @Override
    public TableCursor rows(List<Wanted> wanted, Shard shard) throws IOException {
        return new PartitionedCursor(inner.rows(own(wanted), shard), file(), wanted);
    }

    private List<Wanted> own(List<Wanted> wanted) {
        return wanted.stream()
                .filter(column -> !file().partitions().containsKey(column.name()))
                .toList();
    }
}
