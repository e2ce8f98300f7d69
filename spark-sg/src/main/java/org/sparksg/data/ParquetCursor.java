package org.sparksg.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/** The rows of one Parquet file: those columns of it that are wanted. */
final class ParquetCursor implements TableCursor {
    private final InputFile file;
    private final ParquetFileReader reader;
    private final MessageType schema;
    private final MessageType projection;
    private final List<CellConverter> cells = new ArrayList<>();
    private RecordReader<Void> records;
    private int groups; // opened, or passed over
    private long left; // rows of the row group at hand
    private long row = -1;
    private final long count;

    ParquetCursor(
            InputFile file, ParquetFileReader reader, MessageType schema, List<TablePart.Wanted> wanted, long from)
            throws IOException {
        this.file = file;
        this.reader = reader;
        this.schema = schema;
        this.count = reader.getRecordCount();
        List<Type> types = new ArrayList<>();
        for (TablePart.Wanted column : wanted) {
            Type type = schema.getType(column.name());
            types.add(type);
            cells.add(CellConverter.of(type, column));
        }
        this.projection = new MessageType(schema.getName(), types);
        reader.setRequestedSchema(projection);
        skip(from);
    }

    /** Passes over whole row groups as long as it can. */
    private void skip(long rows) throws IOException {
        for (var group : reader.getRowGroups()) {
            if (row + 1 + group.getRowCount() > rows || !reader.skipNextRowGroup()) {
                break;
            }
            row += group.getRowCount();
            groups++;
        }
        while (row + 1 < rows && next()) {}
    }

    @Override
    public boolean next() throws IOException {
        if (row + 1 >= count) {
            return false;
        }
        cells.forEach(CellConverter::clear);
        try {
            while (left == 0) {
                openGroup();
            }
            records.read();
        } catch (DataException e) {
            throw e;
        } catch (RuntimeException | IOException e) { // Parquet has no type of its own for damaged pages
            throw file.unreadable("row " + (row + 1) + " or after", e);
        }
        left--;
        row++;
        return true;
    }

    private void openGroup() throws IOException {
        requireRoom();
        PageReadStore pages = reader.readNextRowGroup();
        if (pages == null) {
            throw file.error("holds fewer rows than the " + count + " that its footer says");
        }
        left = pages.getRowCount();
        records = new ColumnIOFactory().getColumnIO(projection, schema).getRecordReader(pages, new Materializer());
    }

    /** A row group is read as a whole, packed as it is. */
    private void requireRoom() {
        BlockMetaData group = reader.getRowGroups().get(groups++);
        long bytes = group.getColumns().stream()
                .filter(column -> projection.containsPath(column.getPath().toArray()))
                .mapToLong(ColumnChunkMetaData::getTotalSize)
                .sum();
        long heap = Runtime.getRuntime().maxMemory();
        if (bytes > heap / 2) {
            throw file.error("has a row group of " + (bytes >> 20)
                    + " MiB in the columns that are read, more than half of"
                    + " the memory of " + (heap >> 20) + " MiB: raise spark.executor.memory (or the driver's), or write"
                    + " smaller row groups (parquet.block.size)");
        }
    }

    @Override
    public String absence(int column) {
        return cells.get(column).absence();
    }

    @Override
    public String text(int column) {
        return cells.get(column).text();
    }

    @Override
    public int width(int column) {
        return cells.get(column).width();
    }

    @Override
    public void numbers(int column, double[] to, int at) {
        String trouble = cells.get(column).copyTo(to, at);
        if (trouble != null) {
            throw error(column, trouble);
        }
    }

    @Override
    public long lines() {
        return 0;
    }

    @Override
    public DataException error(int column, String problem) {
        return file.error("row " + row + ", column \"" + projection.getFieldName(column) + "\": " + problem);
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }

    /** What Parquet's record reader wants: values stay in the converters. */
    private final class Materializer extends RecordMaterializer<Void> {
        private final GroupConverter root = new GroupConverter() {
            @Override
            public Converter getConverter(int field) {
                return cells.get(field).converter();
            }

            @Override
            public void start() {}

            @Override
            public void end() {}
        };

        @Override
        public Void getCurrentRecord() {
            return null;
        }

        @Override
        public GroupConverter getRootConverter() {
            return root;
        }
    }
}
