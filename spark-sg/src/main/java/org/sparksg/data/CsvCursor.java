package org.sparksg.data;

import java.io.IOException;
import java.util.List;

/** The rows of one CSV file. */
final class CsvCursor implements TableCursor {
    private final Characters in;
    private final CsvLexer lexer;
    private final CsvPart part;
    private final List<TableColumn> columns;
    private final List<TablePart.Wanted> wanted;
    private final int[] positions; // of the columns wanted
    private boolean header;

    /** {@code header}: whether a header comes next. */
    CsvCursor(CsvPart part, List<TablePart.Wanted> wanted, Characters in, boolean header) {
        this.part = part;
        this.in = in;
        this.lexer = new CsvLexer(part.file(), in, part.dialect());
        this.columns = part.columns();
        this.wanted = wanted;
        this.header = header;
        List<String> names = columns.stream().map(TableColumn::name).toList();
        this.positions =
                wanted.stream().mapToInt(column -> names.indexOf(column.name())).toArray();
    }

    /** Passes over the header, and over so many rows. */
    void skip(long rows) throws IOException {
        if (header) {
            lexer.next();
            header = false;
        }
        for (long row = 0; row < rows && next(); row++) {}
    }

    @Override
    public boolean next() throws IOException {
        if (!lexer.next()) {
            return false;
        }
        if (lexer.cells() != columns.size()) {
            throw lexer.error("has " + lexer.cells() + " columns, expected " + columns.size()
                    + ": check separators and quotes in this line");
        }
        return true;
    }

    @Override
    public String absence(int column) {
        return lexer.isEmpty(positions[column]) && !wanted.get(column).gaps() ? "is empty, expected a value" : null;
    }

    @Override
    public String text(int column) {
        return lexer.cell(positions[column]);
    }

    @Override
    public int width(int column) {
        return 1;
    }

    @Override
    public void numbers(int column, double[] to, int at) {
        boolean gaps = wanted.get(column).gaps();
        if (gaps && lexer.isEmpty(positions[column])) { // which is missing, and may be
            to[at] = Double.NaN;
            return;
        }
        to[at] = lexer.number(positions[column]);
        if (gaps && Double.isNaN(to[at])) {
            to[at] = Diagnosis.isMissing(text(column)) ? Double.NaN : Double.POSITIVE_INFINITY;
        }
        String lost = Math.abs(to[at]) < Narrowing.EXACT ? null : Narrowing.lost(text(column));
        if (lost != null) {
            throw error(column, lost);
        }
    }

    @Override
    public long lines() {
        return lexer.lines();
    }

    @Override
    public Place next(long least) throws IOException {
        return in.isPast(least) && part.hasPlaces() ? in.place() : null;
    }

    @Override
    public DataException error(int column, String problem) {
        int position = positions[column];
        return lexer.error(
                "column " + (position + 1) + " (\"" + columns.get(position).name() + "\"): " + problem);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
