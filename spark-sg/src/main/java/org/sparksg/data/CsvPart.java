package org.sparksg.data;

import java.io.IOException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;

/** One CSV file. */
final class CsvPart implements TablePart {
    private final InputFile file;
    private final CsvDialect dialect;
    private final Charset charset;
    private Boolean places; // once it is asked for
    private final List<TableColumn> columns = new ArrayList<>();

    CsvPart(InputFile file, CsvDialect dialect) throws IOException {
        this.file = file;
        this.dialect = dialect;
        try (Characters in = Characters.head(file, dialect.encoding())) {
            this.charset = in.charset();
            CsvLexer lexer = new CsvLexer(file, in, dialect);
            int count = lexer.next() ? lexer.cells() : 0;
            for (int i = 0; i < count; i++) {
                String cell = lexer.isEmpty(i) ? "" : lexer.cell(i);
                String name = dialect.header() ? cell : String.valueOf(i);
                columns.add(new TableColumn(name, TableColumn.Kind.CELLS, dialect.header() ? "text" : cell));
            }
        }
    }

    CsvDialect dialect() {
        return dialect;
    }

    /** Returns whether reading can begin within the file. */
    boolean hasPlaces() throws IOException {
        if (places == null) {
            places = Characters.canBeginWithin(charset) && !file.isPacked();
        }
        return places;
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
        return skipped(from, new CsvCursor(this, wanted, new Characters(file, dialect.encoding()), dialect.header()));
    }

    @Override
    public TableCursor rows(List<Wanted> wanted, Shard shard) throws IOException {
        return shard.offset() == 0
                ? rows(wanted, shard.first())
                : new CsvCursor(
                        this,
                        wanted,
                        new Characters(file, charset, new TableCursor.Place(shard.offset(), shard.line(), 0)),
                        false);
    }

    private static CsvCursor skipped(long rows, CsvCursor cursor) throws IOException {
        try {
            cursor.skip(rows);
            return cursor;
        } catch (IOException | RuntimeException e) {
            cursor.close();
            throw e;
        }
    }
}
