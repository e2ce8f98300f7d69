package org.sparksg.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sparksg.tensor.Tensor;

/** A checkpoint that is not whole is passed over, whatever it lacks. */
@Timeout(60)
class CheckpointDamageTest extends StoredCheckpoints {
    @Test
    void withoutManifestThePreviousOneIsNewest() {
        commit(600);
        stage(1200, 0, 0);
        assertEquals(600, store.newest().orElseThrow().batchId());
    }

    @Test
    void withAMissingStageFileThePreviousOneIsNewest() throws IOException {
        commit(600);
        commit(1200);
        Files.delete(directory(1200).resolve("stage-001-a000.ssgt"));
        assertEquals(600, store.newest().orElseThrow().batchId());
    }

    @Test
    void withATruncatedStageFileThePreviousOneIsNewest() throws IOException {
        commit(600);
        commit(1200);
        Files.write(directory(1200).resolve("stage-001-a000.ssgt"), new byte[10]);
        assertEquals(600, store.newest().orElseThrow().batchId());
    }

    @Test
    void withADamagedManifestThePreviousOneIsNewest() throws IOException {
        commit(600);
        commit(1200);
        replaceManifest(1200, "{ \"format\" : 1, \"run\" ");
        assertEquals(600, store.newest().orElseThrow().batchId());
    }

    @Test
    void withAManifestOfAnotherBatchThePreviousOneIsNewest() throws IOException {
        commit(600);
        commit(1200);
        replaceManifest(1200, Files.readString(directory(600).resolve("manifest.json")));
        assertEquals(600, store.newest().orElseThrow().batchId());
    }

    @Test
    void aManifestOfANewerFormatAsksForANewerLibrary() throws IOException {
        commit(600);
        CRC32C crc = new CRC32C();
        crc.update("{\"format\":3}".getBytes(StandardCharsets.UTF_8));
        replaceManifest(600, "{ \"format\" : 3, \"crc32c\" : \"%08x\" }".formatted(crc.getValue()));
        CheckpointException e = assertThrows(CheckpointException.class, () -> store.newest());
        assertTrue(
                e.getMessage()
                        .endsWith("manifest.json: checkpoint format 3, this library reads 1..2: update the library"),
                e.getMessage());
    }

    private void replaceManifest(long batchId, String text) throws IOException {
        Files.deleteIfExists(directory(batchId).resolve(".manifest.json.crc"));
        Files.writeString(directory(batchId).resolve("manifest.json"), text);
    }

    @Test
    void aLaterAttemptReplacesACheckpointThatLostAFile() throws IOException {
        commit(1200);
        Files.delete(directory(1200).resolve("stage-001-a000.ssgt"));
        Manifest second = manifest(1200, 1, stage(1200, 0, 1));
        store.commit(second);
        assertEquals(Optional.of(second), store.newest());
    }

    @Test
    void anExchangedFileOfTheSameSizeIsRefused() throws IOException {
        Manifest manifest = commit(1200);
        Path file = directory(1200).resolve("stage-001-a000.ssgt");
        Files.delete(file);
        store.write(1200, 1, 0, 1, 2, Map.of("1.adam.step", "1200"), Map.of("1.dense.weight", tensor(3, 4)));
        CheckpointException e = assertThrows(CheckpointException.class, () -> store.open(manifest));
        assertTrue(e.getMessage().contains("the file was exchanged"), e.getMessage());
    }

    /** Each byte of a stage's file may be damaged, and none of them must reach a network. */
    @Test
    void damagedStageFileMakesThePreviousOneTheNewest() throws IOException {
        commit(600);
        commit(1200);
        Path file = directory(1200).resolve("stage-001-a000.ssgt");
        byte[] good = Files.readAllBytes(file);
        for (int at = 0; at < good.length; at++) {
            byte[] bad = good.clone();
            bad[at] ^= 4;
            Files.write(file, bad);
            Manifest newest = store.newest().orElseThrow();
            if (newest.batchId() == 1200) { // a zero between tensors
                try (Snapshot snapshot = store.open(newest)) {
                    Tensor tensor = tensor(0, 0);
                    snapshot.read("1.dense.weight", tensor);
                    assertArrayEquals(new double[] {1200, 1}, tensor.toArray(), "byte " + at);
                    assertEquals("1200", snapshot.metadata().get("1.adam.step"), "byte " + at);
                }
            }
        }
        Files.write(file, good);
        assertEquals(1200, store.newest().orElseThrow().batchId());
    }

    @Test
    void damagedManifestMakesThePreviousOneTheNewest() throws IOException {
        Manifest older = commit(600);
        Manifest newer = commit(1200);
        Path file = directory(1200).resolve("manifest.json");
        byte[] good = Files.readAllBytes(file);
        for (int at = 0; at < good.length; at++) {
            byte[] bad = good.clone();
            bad[at] ^= 2;
            Files.write(file, bad);
            Manifest newest = store.newest().orElseThrow();
            assertTrue(newest.equals(older) || newest.equals(newer), "byte " + at + ": " + newest);
        }
    }

    @Test
    void checksumFilesOfHadoopDoNotCount() throws IOException {
        commit(600);
        for (String name : names(directory(600))) {
            Files.write(
                    directory(600).resolve("." + name + ".crc"), new byte[] {'c', 'r', 'c', 0, 0, 0, 2, 0, 1, 2, 3, 4});
        }
        assertEquals(600, store.newest().orElseThrow().batchId());
    }

    @Test
    void laterCheckpointsArePutAsideAndMayBeMadeAgain() throws IOException {
        commit(600);
        commit(1200);
        Path damaged = directory(1200).resolve("stage-001-a000.ssgt");
        byte[] bytes = Files.readAllBytes(damaged);
        bytes[bytes.length / 2] ^= 1;
        Files.write(damaged, bytes);
        store.setAside(600);
        assertEquals(List.of(600L), complete());
        commit(1200);
        assertEquals(List.of(1200L, 600L), complete());
        List<String> left = names(run.resolve("checkpoints"));
        assertTrue(left.stream().anyMatch(name -> name.startsWith("aside-batch-000000001200-")), left.toString());
    }
}
