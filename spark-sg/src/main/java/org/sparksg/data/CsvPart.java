package org.sparksg.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** One CSV file. */
final class CsvPart implements TablePart {
    private final InputFile file;
    private final CsvDialect dialect;
    private final List<TableColumn> columns = new ArrayList<>();

    CsvPart(InputFile file, CsvDialect dialect) throws IOException {
        this.file = file;
        this.dialect = dialect;
        try (Characters in = Characters.head(file, dialect.encoding())) {
            CsvLexer lexer = new CsvLexer(file, in, dialect);
            int count = lexer.next() ? lexer.cells() : 0;
            for (int i = 0; i < count; i++) {
                String cell = lexer.isEmpty(i) ? "" : lexer.cell(i);
                String name = dialect.header() ? cell : String.valueOf(i);
                columns.add(new TableColumn(name, TableColumn.Kind.CELLS, dialect.header() ? "text" : cell));
            }
        }
    }

    @Override
    public InputFile file() {
        return file;
    }

    @Override
    public List<TableColumn> columns() {
        return columns;
    }

    @Override
    public long count() {
        return columns.isEmpty() ? 0 : -1;
    }

    @Override
    public TableCursor rows(List<Wanted> wanted, long from) throws IOException {
        CsvCursor cursor = new CsvCursor(file, dialect, columns, wanted);
        try {
            cursor.skip(from);
            return cursor;
        } catch (IOException | RuntimeException e) {
            cursor.close();
            throw e;
        }
    }
}
