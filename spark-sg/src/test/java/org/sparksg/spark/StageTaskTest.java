package org.sparksg.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparksg.checkpoint.CheckpointException;
import org.sparksg.data.DataException;
import org.sparksg.storage.Claimant;

class StageTaskTest {
    @Test
    void memoryThatIsNotThereForTensorsIsWrongInput() {
        Throwable explained = StageTask.explained(
                new OutOfMemoryError("Cannot allocate new LongPointer(1): totalBytes = 64, physicalBytes = 4164M"));
        assertInstanceOf(IllegalArgumentException.class, explained);
        assertEquals(
                "the tensors of this stage do not fit: Cannot allocate new LongPointer(1): totalBytes = 64, physicalBytes ="
                        + " 4164M: raise spark.executor.memory, cut the network into more stages, or make"
                        + " training.batch-size smaller",
                explained.getMessage());
    }

    @Test
    void heapThatDoesNotHoldTheDataIsWrongInput() throws IOException {
        IllegalArgumentException explained = assertThrows(
                IllegalArgumentException.class,
                () -> StageTask.fitting(() -> {
                    throw new OutOfMemoryError("Java heap space");
                }));
        assertTrue(
                explained
                        .getMessage()
                        .matches(
                                "the data of this stage do not fit into its heap of \\d+ MiB \\(Java heap"
                                        + " space\\): set data.train.in-memory = false, raise spark.executor.memory, or read fewer examples"),
                explained.getMessage());
        assertTrue(StageTask.isWrongInput(explained));
        assertEquals(7, StageTask.fitting(() -> 7));
    }

    /** Two machines, two folders of one path: what the driver wrote is not in the stage's. */
    @Test
    void stageProvesThatItSeesTheFolderOfTheDriver(@TempDir Path here, @TempDir Path there) throws IOException {
        Configuration hadoop = new Configuration();
        String run = here.resolve("run").toUri().toString();
        Claimant driver = new Claimant("application-1", "here", Optional.empty());
        try (RunDirectory directory = RunDirectory.create(hadoop, here.toString(), "run", driver)) {
            StageTask.requireShared(run, directory.fence(), hadoop);
            Files.move(here.resolve("run"), there.resolve("run"));
            var refusal = assertThrows(
                    IllegalArgumentException.class, () -> StageTask.requireShared(run, directory.fence(), hadoop));
            assertTrue(refusal.getMessage().contains("mount one folder on all machines"), refusal.getMessage());
            assertTrue(StageTask.isWrongInput(refusal), "another attempt would see no more");
        }
    }

    /** Nobody may make files in /sys, an administrator neither. */
    @Test
    void stageProvesThatItMayWriteThere(@TempDir Path here) throws IOException {
        StageTask.requireWritable(here.toUri().toString());
        try (var left = Files.list(here)) {
            assertEquals(0, left.count());
        }
        var refusal = assertThrows(IllegalArgumentException.class, () -> StageTask.requireWritable("file:/sys"));
        assertTrue(refusal.getMessage().contains("may not write into file:/sys"), refusal.getMessage());
        assertTrue(StageTask.isWrongInput(refusal), "another attempt may not either");
        assertThrows(UncheckedIOException.class, () -> StageTask.requireWritable("file:" + here.resolve("missing")));
    }

    /** A disk in trouble, or a stage that is cancelled meanwhile, proves nothing: another attempt may see it. */
    @Test
    void troubleWithTheFolderIsNoProofThatItIsAnother(@TempDir Path here) {
        Configuration hadoop = new Configuration();
        String run = here.resolve("run").toUri().toString();
        Claimant driver = new Claimant("application-1", "here", Optional.empty());
        try (RunDirectory directory = RunDirectory.create(hadoop, here.toString(), "run", driver)) {
            Configuration troubled = new Configuration();
            troubled.setClass("fs.file.impl", Troubled.class, Troubled.class);
            troubled.setBoolean("fs.file.impl.disable.cache", true);
            var trouble = assertThrows(
                    UncheckedIOException.class, () -> StageTask.requireShared(run, directory.fence(), troubled));
            assertTrue(trouble.getMessage().contains("interrupted"), trouble.getMessage());
            assertFalse(StageTask.isWrongInput(trouble));
        }
    }

    /** A local file system that is interrupted whenever it looks into a folder. */
    public static final class Troubled extends RawLocalFileSystem {
        @Override
        public FileStatus[] listStatus(org.apache.hadoop.fs.Path folder) throws IOException {
            throw new InterruptedIOException("interrupted");
        }
    }

    @Test
    void otherFailuresExplainThemselves() {
        Throwable heap = new OutOfMemoryError("Java heap space");
        assertSame(heap, StageTask.explained(heap));
        Throwable bare = new OutOfMemoryError();
        assertSame(bare, StageTask.explained(bare));
    }

    @Test
    void fileSystemThatFailsInBetweenIsNoWrongInput() {
        IOException gone = new IOException("the data node is gone");
        assertFalse(StageTask.isWrongInput(new CheckpointException("stage-000: cannot be written", gone)));
        assertFalse(StageTask.isWrongInput(new IllegalArgumentException(new UnknownHostException("namenode"))));
        assertTrue(StageTask.isWrongInput(new CheckpointException("stage-000: damaged at byte 8")));
        assertTrue(StageTask.isWrongInput(new DataException("a.csv: row 3: no number")));
        assertFalse(StageTask.isWrongInput(new IllegalStateException("a defect")));
    }
}
