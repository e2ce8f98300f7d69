package org.sparksg.data;

import java.io.EOFException;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.MessageType;

/** One Parquet file. */
final class ParquetPart implements TablePart {
    private final InputFile file;
    private final Configuration hadoop;
    private final MessageType schema;
    private final long count;
    private final List<Long> groups;

    ParquetPart(InputFile file, Configuration hadoop) throws IOException {
        this.file = file;
        this.hadoop = hadoop;
        try (ParquetFileReader reader = open()) {
            this.schema = reader.getFooter().getFileMetaData().getSchema();
            this.count = reader.getRecordCount();
            this.groups = reader.getRowGroups().stream()
                    .map(BlockMetaData::getRowCount)
                    .filter(rows -> rows > 0)
                    .toList();
        }
    }

    private ParquetFileReader open() throws IOException {
        try {
            return ParquetFileReader.open(HadoopInputFile.fromStatus(file.status(), hadoop));
        } catch (RuntimeException | EOFException e) { // what Parquet throws for a damaged footer
            throw file.error("not a Parquet file, or cut off: " + e.getMessage());
        }
    }

    @Override
    public InputFile file() {
        return file;
    }

    @Override
    public List<TableColumn> columns() {
        return schema.getFields().stream()
                .map(type -> new TableColumn(type.getName(), ParquetTypes.kind(type), ParquetTypes.describe(type)))
                .toList();
    }

    @Override
    public long count() {
        return count;
    }

    @Override
    public List<Long> groups() {
        return groups;
    }

    @Override
    public TableCursor rows(List<Wanted> wanted, long from) throws IOException {
        ParquetFileReader reader = open();
        try {
            return new ParquetCursor(file, reader, schema, wanted, from);
        } catch (IOException | RuntimeException e) {
            reader.close();
            throw e;
        }
    }
}
