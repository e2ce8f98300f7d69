package org.sparksg.metrics;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.sparksg.storage.Storage;

/** Copies a file of a table without its late rows, whichever schema version it has. */
final class PartFilter {
    private final Configuration configuration;

    PartFilter(Configuration configuration) {
        this.configuration = configuration;
    }

    /** Copies the rows that are complete after {@code batchId} batches, and returns their number. */
    long copyUpTo(long batchId, Path from, Path to) throws IOException {
        try (ParquetReader<Group> reader = ParquetReader.builder(new GroupReadSupport(), from)
                        .withConf(configuration)
                        .build();
                ParquetWriter<Group> writer = writer(metadata(from), to)) {
            long copied = 0;
            for (Group row = reader.read(); row != null; row = reader.read()) {
                if (row.getLong("batch_id", 0) < batchId) {
                    writer.write(row);
                    copied++;
                }
            }
            return copied;
        } catch (RuntimeException e) { // how Parquet says that a file is damaged
            throw new IOException("cannot copy the rows of " + from + ": " + e.getMessage(), e);
        }
    }

    private FileMetaData metadata(Path file) throws IOException {
        try (ParquetFileReader reader = ParquetFileReader.open(HadoopInputFile.fromPath(file, configuration))) {
            return reader.getFileMetaData();
        }
    }

    private ParquetWriter<Group> writer(FileMetaData like, Path file) throws IOException {
        return ExampleParquetWriter.builder(new DurableFile(Storage.plain(file.getFileSystem(configuration)), file))
                .withConf(configuration)
                .withWriteMode(ParquetFileWriter.Mode.OVERWRITE)
                .withCompressionCodec(CompressionCodecName.SNAPPY)
                .withType(like.getSchema())
                .withExtraMetaData(like.getKeyValueMetaData())
                .build();
    }
}
