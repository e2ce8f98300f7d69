package org.sparksg.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.hadoop.conf.Configuration;

/** The files of sequences, and their columns: the same ones, of the same kinds, in each. Columns are called by their positions here. */
final class SequenceFiles {
    private static final Set<TableColumn.Kind> NUMBERS =
            Set.of(TableColumn.Kind.CELLS, TableColumn.Kind.NUMBER, TableColumn.Kind.NUMBERS);
    private static final Set<TableColumn.Kind> ONE = Set.of(TableColumn.Kind.CELLS, TableColumn.Kind.NUMBER);
    private static final Set<TableColumn.Kind> ORDERED =
            Set.of(TableColumn.Kind.CELLS, TableColumn.Kind.NUMBER, TableColumn.Kind.TIME, TableColumn.Kind.TEXT);

    private final SequenceRows source;
    private final List<TablePart> parts;
    private final List<TablePart.Wanted> wanted = new ArrayList<>();
    private final int key;
    private final int order;
    private final int label;

    /** Takes a row. */
    interface Taker {
        void take(TableCursor cursor, int row);
    }

    /**
     * Looks at the columns of all files.
     *
     * @throws DataException if they differ, or lack a column, or have one that cannot be read
     */
    SequenceFiles(SequenceRows source, Configuration hadoop) throws IOException {
        this.source = source;
        List<InputFile> files = InputFile.all("path", source.path(), hadoop);
        List<TablePart> all = new ArrayList<>();
        for (InputFile file : files) {
            all.add(source.part(file, hadoop));
        }
        this.parts = PartitionedPart.of(all).stream()
                .filter(part -> !part.columns().isEmpty())
                .toList();
        if (parts.isEmpty()) {
            throw files.get(0).error("holds no examples");
        }
        SequenceColumns columns = source.columns();
        Set<TableColumn.Kind> inputs = columns.hasIds() ? ONE : NUMBERS;
        for (String name : columns.inputs()) {
            want(name, columns.hasIds() ? "ids" : "feature", false, inputs);
        }
        this.key = want(columns.key(), "key", true, ORDERED);
        this.order = want(columns.order(), "order", true, ORDERED);
        this.label = columns.label() == null ? -1 : wantLabel(columns.label());
    }

    private int wantLabel(Label label) {
        int position = want(label.column(), "label", label instanceof Label.Named, Set.of(TableColumn.Kind.values()));
        TableColumn column = column(parts.get(0), label.column(), "label");
        String trouble = Diagnosis.ofLabelKind(label, column);
        if (trouble != null) {
            throw unfit(parts.get(0), column, trouble);
        }
        return position;
    }

    /** Returns the position of a column after a look at it; -1 if it has no name. */
    private int want(String name, String role, boolean text, Set<TableColumn.Kind> kinds) {
        if (name.isEmpty()) {
            return -1;
        }
        TableColumn first = column(parts.get(0), name, role);
        for (TablePart part : parts) {
            TableColumn column = column(part, name, role);
            if (!kinds.contains(column.kind())) {
                throw unfit(part, column, kinds == ORDERED ? "a number, text, or a date or time" : "a number");
            }
            boolean raw = column.kind() == TableColumn.Kind.TIME; // in units that types tell
            if (column.kind() != first.kind() || raw && !column.type().equals(first.type())) {
                throw part.file()
                        .error("column \"" + name + "\" has type " + column.type() + ", but in "
                                + parts.get(0).file().path() + " it has type " + first.type()
                                + ": write both files with the same type");
            }
        }
        wanted.add(new TablePart.Wanted(name, text, false));
        return wanted.size() - 1;
    }

    private static DataException unfit(TablePart part, TableColumn column, String expected) {
        return part.file()
                .error("column \"" + column.name() + "\" has type " + column.type() + ", expected " + expected);
    }

    private TableColumn column(TablePart part, String name, String role) {
        List<TableColumn> found = part.columns().stream()
                .filter(column -> column.name().equals(name))
                .toList();
        List<String> names = part.columns().stream().map(TableColumn::name).toList();
        if (found.isEmpty()) {
            throw part.file()
                    .error("no column \"" + name + "\" for the " + role + ", found " + names
                            + Diagnosis.ofColumns(name, part.columns(), source.dialect()));
        }
        if (found.size() > 1) {
            throw part.file()
                    .error("two columns are named \"" + name + "\"" + Diagnosis.ofEqualNames(names, source.dialect()));
        }
        return found.get(0);
    }

    /** Returns the position of the key; -1 if there is none. */
    int key() {
        return key;
    }

    /** Returns the position of what steps are ordered by; -1 if that is the order of the rows. */
    int order() {
        return order;
    }

    /** Returns the position of the label; -1 if there is none. */
    int label() {
        return label;
    }

    /** Returns the first file. */
    InputFile first() {
        return parts.get(0).file();
    }

    /** Passes over all rows of all files, and returns how many lines that were. */
    long walk(Consumer<String> news, Taker taker) throws IOException {
        ReadingNews reading = new ReadingNews(parts, source.path(), news, System::nanoTime);
        int row = 0;
        long lines = 0;
        for (int part = 0; part < parts.size(); part++) {
            try (TableCursor cursor = parts.get(part).rows(wanted, 0)) {
                while (cursor.next()) {
                    TableRows.requireWanted(source.path());
                    taker.take(cursor, row);
                    reading.row(part, cursor);
                    row = Math.addExact(row, 1);
                }
                lines += cursor.lines();
            }
        }
        return lines;
    }

    /** Goes to a row again, and returns an exception that names its place. {@code problem}: says it of the column's text. */
    DataException error(int row, int column, UnaryOperator<String> problem) throws IOException {
        List<DataException> errors = new ArrayList<>();
        walk(line -> {}, (cursor, at) -> {
            if (at == row) {
                errors.add(cursor.error(column, problem.apply(cursor.text(column))));
            }
        });
        return errors.isEmpty() ? first().error("was changed while it was read") : errors.get(0);
    }
}
