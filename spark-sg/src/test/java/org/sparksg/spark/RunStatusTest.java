package org.sparksg.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.security.AccessControlException;
import org.apache.hadoop.util.Progressable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparksg.storage.Claimant;

/** What somebody sees of a run who has nothing but its folder. */
class RunStatusTest {
    private static final Configuration HADOOP = new Configuration();
    private static final Claimant DRIVER = new Claimant("application-7", "node3", Optional.empty());

    @TempDir
    private Path output;

    private RunStatus read() throws IOException {
        return RunStatus.read(HADOOP, output.resolve("run").toString());
    }

    private RunDirectory begin() {
        RunDirectory directory = RunDirectory.create(HADOOP, output.toString(), "run", DRIVER);
        ObjectNode json = RunDirectory.newRecord().put("name", "run");
        json.withArray("attempts").addObject().put("from_batch", 0).put("outcome", "Broken[cause=lost]");
        ObjectNode second = json.withArray("attempts").addObject().put("from_batch", 10);
        second.putArray("stages")
                .addObject()
                .put("stage", 0)
                .put("executor", "4")
                .put("host", "node5")
                .put("pid", 4711)
                .putArray("gpus")
                .add("1");
        json.withArray("evaluations").addObject().put("batch_id", 20).put("loss", 0.5);
        directory.write(json);
        return directory;
    }

    @Test
    void runsWhileItsDriverLives() throws IOException {
        RunDirectory directory = begin();
        RunStatus status = read();
        assertEquals(RunStatus.State.RUNNING, status.state());
        assertEquals("run", status.name());
        assertEquals(2, status.attempts());
        assertTrue(status.driver().orElseThrow().text().contains("node3 (application-7"), status.toString());
        assertEquals(
                "[stage 0: executor 4, host node5, pid 4711, gpus [\"1\"]]",
                status.stages().toString());
        assertEquals("", status.outcome());
        assertEquals(OptionalLong.empty(), status.checkpoint());
        assertEquals(20, status.evaluation().path("batch_id").asLong());
        directory.close();
        assertEquals(RunStatus.State.ENDED, read().state());
    }

    @Test
    void isCompletedWhenItsLastAttemptSaysSoAndTheModelIsThere() throws IOException {
        RunDirectory directory = begin();
        ObjectNode json = directory.read().orElseThrow().json();
        ((ObjectNode) json.path("attempts").get(1)).put("outcome", "Completed[]");
        directory.write(json);
        directory.close();
        assertEquals(RunStatus.State.ENDED, read().state(), "its driver died before it wrote the model");
        Files.createFile(Files.createDirectory(output.resolve("run/model")).resolve("model.ssgt"));
        assertEquals(RunStatus.State.COMPLETED, read().state());
    }

    /** A colleague's run, or one that is mounted for reading alone. */
    @Test
    void whoMayOnlyReadIsTold() throws IOException {
        try (RunDirectory directory = begin()) {
            Configuration readOnly = new Configuration();
            readOnly.setClass("fs.file.impl", ReadOnly.class, ReadOnly.class);
            readOnly.setBoolean("fs.file.impl.disable.cache", true);
            RunStatus status = RunStatus.read(readOnly, directory.location());
            assertEquals(RunStatus.State.RUNNING, status.state());
            assertTrue(status.driver().orElseThrow().silence().toSeconds() < 30, status.toString());
        }
    }

    /** A local file system that may be read. */
    public static final class ReadOnly extends RawLocalFileSystem {
        @Override
        public FSDataOutputStream create(
                org.apache.hadoop.fs.Path path,
                FsPermission permission,
                boolean overwrite,
                int buffer,
                short replication,
                long block,
                Progressable progress)
                throws IOException {
            throw new AccessControlException("Permission denied: " + path);
        }

        @Override
        public boolean delete(org.apache.hadoop.fs.Path path, boolean recursive) throws IOException {
            throw new AccessControlException("Permission denied: " + path);
        }
    }

    /** Its process has ended without a word. */
    @Test
    void isLostWithItsDriver() throws IOException {
        begin().close();
        Path owner = output.resolve("run/_owners/000001.json");
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode json = (ObjectNode) mapper.readTree(Files.readString(owner));
        Files.writeString(owner, json.put("ended", false).put("pid", 1L << 40).toString());
        assertEquals(RunStatus.State.LOST, read().state());
    }

    @Test
    void folderWithoutRunIsRefused() {
        var refusal = assertThrows(IllegalArgumentException.class, this::read);
        assertTrue(refusal.getMessage().contains("is no run")
                && refusal.getMessage().contains("run.json"));
        assertFalse(Files.exists(output.resolve("run")), "looking makes nothing");
    }
}
