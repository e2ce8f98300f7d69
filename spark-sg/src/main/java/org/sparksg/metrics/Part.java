package org.sparksg.metrics;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.sparksg.storage.Storage;

/** One file of a table while it is written: hidden until it is published. Belongs to one thread. */
final class Part {
    // Small on purpose: a row group is held in memory until it is full, in every stage, for each of four tables.
    private static final long ROW_GROUP_BYTES = 2 << 20;
    private static final int PAGE_BYTES = 64 << 10;

    private final FileSystem files;
    private final PartName name;
    private final Path hidden;
    private final ParquetWriter<Event> writer;
    private long from = Long.MAX_VALUE;
    private long to;

    /** Opens the file; {@code name} lacks its range, which is known when it is published. */
    Part(Configuration configuration, Path folder, PartName name, Origin origin) throws IOException {
        this.name = name;
        this.hidden = new Path(folder, name.hiddenName());
        this.files = Storage.plain(folder.getFileSystem(configuration));
        try {
            files.mkdirs(folder);
            this.writer = new Builder(configuration, hidden, new EventWriteSupport(name.table(), origin))
                    .withConf(configuration)
                    .withWriteMode(ParquetFileWriter.Mode.OVERWRITE)
                    .withCompressionCodec(CompressionCodecName.SNAPPY)
                    .withRowGroupSize(ROW_GROUP_BYTES)
                    .withPageSize(PAGE_BYTES)
                    .withDictionaryPageSize(PAGE_BYTES)
                    .build();
        } catch (IOException e) {
            throw new IOException("cannot create " + hidden + ": " + e.getMessage(), e);
        }
    }

    void add(Event event) throws IOException {
        long needed = event.batchId() + 1;
        from = Math.min(from, Math.max(0, needed - 1));
        to = Math.max(to, needed);
        try {
            writer.write(event);
        } catch (IOException e) {
            throw new IOException("cannot write " + hidden + ": " + e.getMessage(), e);
        }
    }

    /**
     * Ends the file and shows it as one with rows before {@code batchId}, or as far as its rows do reach.
     *
     * @param fence throws if it must not
     */
    void publish(long batchId, Runnable fence) throws IOException {
        PartName range =
                new PartName(name.table(), name.attempt(), name.writer(), name.part(), from, Math.max(to, batchId));
        Path visible = new Path(hidden.getParent(), range.fileName());
        try {
            writer.close();
        } catch (IOException e) {
            throw new IOException("cannot finish " + hidden + ": " + e.getMessage(), e);
        }
        show(files, hidden, visible, fence);
    }

    /** Renames a hidden file to its visible name, which no file may have. {@code fence}: throws if it must not. */
    static void show(FileSystem files, Path hidden, Path visible, Runnable fence) throws IOException {
        if (files.exists(visible)) {
            throw new IOException(
                    visible + " exists already: every writer of a run needs its own attempt number and writer id");
        }
        fence.run();
        if (!files.rename(hidden, visible)) {
            throw new IOException("cannot rename " + hidden + " to " + visible
                    + ": was the hidden file deleted by a newer attempt of the run?");
        }
        Storage.syncNames(files, visible.getParent());
    }

    /** Gives the file up. */
    void drop() throws IOException {
        try {
            writer.close();
        } finally {
            files.delete(hidden, false);
        }
    }

    private static final class Builder extends ParquetWriter.Builder<Event, Builder> {
        private final EventWriteSupport support;

        Builder(Configuration configuration, Path file, EventWriteSupport support) throws IOException {
            super(new DurableFile(Storage.plain(file.getFileSystem(configuration)), file));
            this.support = support;
        }

        @Override
        protected Builder self() {
            return this;
        }

        @Override
        protected WriteSupport<Event> getWriteSupport(Configuration configuration) {
            return support;
        }
    }
}
