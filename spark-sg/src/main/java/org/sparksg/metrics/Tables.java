package org.sparksg.metrics;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Parquet tables of a run as a whole. */
public final class Tables {
    private static final Logger LOG = LoggerFactory.getLogger(Tables.class);

    private static final String DRIVER = "driver"; // a writer's id

    private final Configuration configuration;
    private final FileSystem files;
    private final long batchId;
    private final Runnable fence;

    private Tables(Configuration configuration, FileSystem files, long batchId, Runnable fence) {
        this.configuration = configuration;
        this.files = files;
        this.batchId = batchId;
        this.fence = fence;
    }

    /**
     * Takes back what a run wrote after a checkpoint, so that no batch counts twice after a resume: deletes hidden files and
     * all rows that came after the first {@code batchId} batches. An evaluation with this very batch id goes too: it
     * came after the checkpoint, and the resumed run repeats it.
     *
     * <p>Call it before the first writer of the new attempt starts, and when no writer of an earlier one shows rows any more: it has
     * ended, or its {@linkplain ParquetSink fence} holds it back, as where a run was taken over from a driver whose stages live on.
     * Such a writer may lose its hidden file, and fails then. It may be repeated after a failure. Files that no {@link ParquetSink}
     * wrote are left alone.
     *
     * @param runDirectory a URI, or a path on the default file system; tables that do not exist are no error
     * @param batchId how many batches the checkpoint had been trained on
     * @param fence throws if the run is another one's by now; asked before every change
     * @throws UncheckedIOException with the path, if a file cannot be listed, read, written or deleted
     */
    public static void discardAfter(Configuration configuration, String runDirectory, long batchId, Runnable fence) {
        Path directory = qualified(configuration, runDirectory);
        try {
            Tables tables = new Tables(configuration, directory.getFileSystem(configuration), batchId, fence);
            for (Table table : Table.values()) {
                tables.discard(table, new Path(directory, table.folder()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("tables below " + directory + ": " + e.getMessage(), e);
        }
    }

    /**
     * Adds the evaluation of a checkpoint by the driver. Adding it again changes nothing: a driver that was killed before it
     * could remember that it had comes back.
     *
     * @param attempt the attempt that wrote the checkpoint
     * @param fence throws if the run is another one's by now
     * @throws UncheckedIOException with the path, if the row cannot be written
     */
    public static void addEvaluation(
            Configuration configuration,
            String runDirectory,
            String run,
            int attempt,
            Event.Evaluation evaluation,
            Runnable fence) {
        long batchId = evaluation.batchId();
        PartName name = new PartName(Table.EVALUATIONS, attempt, DRIVER, 0, batchId, batchId + 1);
        Path file = new Path(
                new Path(qualified(configuration, runDirectory), name.table().folder()), name.fileName());
        try {
            if (file.getFileSystem(configuration).exists(file)) {
                return;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": " + e.getMessage(), e);
        }
        try (Sink rows = new ParquetSink(configuration, runDirectory, run, attempt, 0, DRIVER, fence)) {
            rows.accept(evaluation);
            rows.roll(batchId + 1);
        }
    }

    /**
     * Returns the evaluations of a run, as its table has them.
     *
     * @throws UncheckedIOException with the path, if a file cannot be read
     */
    public static List<Event.Evaluation> evaluations(Configuration configuration, String runDirectory) {
        Path folder = new Path(qualified(configuration, runDirectory), Table.EVALUATIONS.folder());
        List<Event.Evaluation> evaluations = new ArrayList<>();
        try {
            for (FileStatus file :
                    new Tables(configuration, folder.getFileSystem(configuration), 0, () -> {}).list(folder)) {
                if (PartName.parse(Table.EVALUATIONS, file.getPath().getName()).isPresent()) {
                    evaluations.addAll(evaluations(configuration, file.getPath()));
                }
            }
        } catch (IOException | RuntimeException e) {
            throw new UncheckedIOException(folder + ": " + e.getMessage(), new IOException(e));
        }
        evaluations.sort(Comparator.comparingLong(Event.Evaluation::batchId));
        return evaluations;
    }

    private static List<Event.Evaluation> evaluations(Configuration configuration, Path file) throws IOException {
        List<Event.Evaluation> evaluations = new ArrayList<>();
        try (ParquetReader<Group> rows = ParquetReader.builder(new GroupReadSupport(), file)
                .withConf(configuration)
                .build()) {
            for (Group row = rows.read(); row != null; row = rows.read()) {
                evaluations.add(new Event.Evaluation(
                        row.getLong("batch_id", 0),
                        row.getInteger("epoch", 0),
                        row.getString("split", 0),
                        row.getLong("examples", 0),
                        row.getDouble("loss", 0),
                        row.getDouble("accuracy", 0)));
            }
        }
        return evaluations;
    }

    /** Returns an absolute path with its scheme. */
    static Path qualified(Configuration configuration, String directory) {
        try {
            Path path = new Path(directory);
            return path.getFileSystem(configuration).makeQualified(path);
        } catch (IOException e) {
            throw new UncheckedIOException("run directory " + directory + ": " + e.getMessage(), e);
        }
    }

    private void discard(Table table, Path folder) throws IOException {
        for (FileStatus file : list(folder)) {
            String fileName = file.getPath().getName();
            Optional<PartName> name = PartName.parse(table, fileName);
            if (name.isPresent()) {
                discard(file.getPath(), name.get());
            } else if (PartName.isHidden(table, fileName)) {
                delete(file.getPath());
            }
        }
    }

    private FileStatus[] list(Path folder) throws IOException {
        try {
            return files.listStatus(folder);
        } catch (FileNotFoundException e) {
            return new FileStatus[0];
        }
    }

    private void discard(Path file, PartName name) throws IOException {
        if (name.from() >= batchId) {
            delete(file);
        } else if (name.to() > batchId) {
            rewrite(file, name);
        }
    }

    /** Replaces a file that reaches over the checkpoint. The new one is shown before the old one goes: no row is lost. */
    private void rewrite(Path file, PartName name) throws IOException {
        Path hidden = new Path(file.getParent(), name.hiddenName());
        Path visible = new Path(file.getParent(), name.withTo(batchId).fileName());
        long kept = new PartFilter(configuration).copyUpTo(batchId, file, hidden);
        LOG.info("{}: kept {} rows up to batch {}", file, kept, batchId);
        if (files.exists(visible)) { // left by an earlier rewrite that was cut off before it deleted the old file
            delete(visible);
        }
        if (kept > 0) {
            Part.show(files, hidden, visible, fence);
        } else {
            delete(hidden);
        }
        delete(file);
    }

    private void delete(Path file) throws IOException {
        LOG.info("deleting {}: beyond batch {}", file, batchId);
        fence.run();
        if (!files.delete(file, false) && files.exists(file)) {
            throw new IOException("cannot delete " + file);
        }
    }
}
