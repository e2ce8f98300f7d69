package org.sparksg.data;

import java.io.IOException;
import java.util.List;
import org.sparksg.settings.Decimal;

/** The rows of one CSV file. */
final class CsvCursor implements TableCursor {
    private final Characters in;
    private final CsvLexer lexer;
    private final List<TableColumn> columns;
    private final List<TablePart.Wanted> wanted;
    private final int[] positions; // of the columns wanted
    private boolean header;

    CsvCursor(InputFile file, CsvDialect dialect, List<TableColumn> columns, List<TablePart.Wanted> wanted)
            throws IOException {
        this.in = new Characters(file, dialect.encoding());
        this.lexer = new CsvLexer(file, in, dialect);
        this.columns = columns;
        this.wanted = wanted;
        this.header = dialect.header();
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
        String text = text(column);
        if (text == null) { // which is missing, and may be
            to[at] = Double.NaN;
            return;
        }
        to[at] = Decimal.parse(text);
        if (Double.isNaN(to[at]) && wanted.get(column).gaps()) {
            to[at] = Diagnosis.isMissing(text) ? Double.NaN : Double.POSITIVE_INFINITY;
        }
        String lost =
                Math.abs(to[at]) >= Narrowing.EXACT && Decimal.isWhole(text) ? Narrowing.lost(text.strip()) : null;
        if (lost != null) {
            throw error(column, lost);
        }
    }

    @Override
    public long lines() {
        return lexer.lines();
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
