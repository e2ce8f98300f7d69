package org.sparksg.data;

import com.univocity.parsers.common.TextParsingException;
import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.ZipException;

/** The lines of one CSV file. */
final class CsvFile implements AutoCloseable {
    private static final int MAX_COLUMNS = 1 << 16;
    private static final int MAX_CELL = 4096; // characters

    private final InputFile file;
    private final CsvParser parser;
    private String[] ahead; // a row that was looked at but not yet returned
    private boolean ended;

    CsvFile(InputFile file, char separator) throws IOException {
        this.file = file;
        CsvParserSettings settings = new CsvParserSettings();
        settings.getFormat().setDelimiter(separator);
        settings.getFormat().setComment('\0');
        settings.setLineSeparatorDetectionEnabled(true);
        settings.setReadInputOnSeparateThread(false);
        settings.setMaxColumns(MAX_COLUMNS);
        settings.setMaxCharsPerColumn(MAX_CELL);
        this.parser = new CsvParser(settings);
        try {
            parser.beginParsing(file.open(), StandardCharsets.UTF_8);
        } catch (TextParsingException | IllegalStateException e) { // it reads ahead
            throw file.error(cause(e));
        }
    }

    /** Takes the first line as the names of the columns; empty if the file is. */
    List<String> header() {
        String[] names = parse();
        return names == null ? List.of() : List.of(named(names));
    }

    /** Returns the names "0", "1", ... for the columns of the first line, which stays; empty if the file is. */
    List<String> positions() {
        ahead = parse();
        int count = ahead == null ? 0 : ahead.length;
        return IntStream.range(0, count).mapToObj(String::valueOf).toList();
    }

    private static String[] named(String[] names) {
        return Arrays.stream(names).map(name -> name == null ? "" : name).toArray(String[]::new);
    }

    /** Returns the next row, or null after the last. Checks the number of columns, and that no cell is empty. */
    String[] next(CsvColumns columns) {
        String[] row = ahead == null ? parse() : ahead;
        ahead = null;
        if (row != null && row.length != columns.names().size()) {
            throw error("has " + row.length + " columns, expected "
                    + columns.names().size());
        }
        return row;
    }

    /** Returns an exception that names the file and the line at hand. */
    DataException error(String problem) {
        return file.error("line " + line() + ": " + problem);
    }

    private long line() {
        return Math.max(1, parser.getContext().currentLine());
    }

    private String[] parse() {
        if (ended) {
            return null;
        }
        try {
            String[] row = parser.parseNext();
            ended = row == null;
            return row;
        } catch (TextParsingException e) {
            throw error(cause(e));
        }
    }

    private static String cause(RuntimeException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof EOFException || cause instanceof ZipException) {
                return "gzip data are damaged or cut off: " + cause.getMessage();
            }
            if (cause instanceof IOException) {
                return "cannot be read: " + cause.getMessage();
            }
        }
        return "cannot be parsed; a cell has at most " + MAX_CELL + " characters and a line " + MAX_COLUMNS
                + " columns: check separator and quotes";
    }

    @Override
    public void close() {
        parser.stopParsing();
    }
}
