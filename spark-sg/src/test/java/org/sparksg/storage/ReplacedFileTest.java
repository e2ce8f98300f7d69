package org.sparksg.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplacedFileTest {
    @TempDir
    private Path folder;

    private RawLocalFileSystem disk;

    @BeforeEach
    void open() throws IOException {
        disk = new RawLocalFileSystem();
        disk.initialize(URI.create("file:///"), new Configuration(false));
        Files.writeString(folder.resolve("a.json"), "old");
    }

    /** A store in which an object appears, whatever was written of it, when its stream is closed. */
    private static final class Bucket extends RawLocalFileSystem {
        private final int room;

        Bucket(int room) throws IOException {
            this.room = room;
            initialize(URI.create("file:///"), new Configuration(false));
        }

        @Override
        public URI getUri() {
            return URI.create("s3a://bucket");
        }

        @Override
        protected void checkPath(org.apache.hadoop.fs.Path path) {}

        @Override
        public FSDataOutputStream create(org.apache.hadoop.fs.Path path, boolean overwrite) throws IOException {
            var object = new ByteArrayOutputStream() {
                @Override
                public synchronized void write(byte[] content, int from, int length) {
                    super.write(content, from, Math.min(length, room));
                    if (length > room) {
                        throw new UncheckedIOException(new IOException("the network is gone"));
                    }
                }

                @Override
                public void close() throws IOException {
                    Files.write(Path.of(path.toUri().getPath()), toByteArray());
                }
            };
            return new FSDataOutputStream(object, null);
        }
    }

    private ReplacedFile file(org.apache.hadoop.fs.FileSystem files) {
        return new ReplacedFile(
                files, new org.apache.hadoop.fs.Path(folder.resolve("a.json").toString()));
    }

    private String now() throws IOException {
        return Files.readString(folder.resolve("a.json"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bucket", "disk", "disk with checksums"})
    void theNewOneTakesThePlaceOfTheOldOneUnlessItIsAnothersByNow(String kind) throws IOException {
        var files =
                switch (kind) {
                    case "bucket" -> new Bucket(1000);
                    case "disk" -> disk;
                    default -> new LocalFileSystem(disk);
                };
        assertThrows(IllegalStateException.class, () -> file(files).write(bytes("of one who lost the folder"), () -> {
            throw new IllegalStateException("another has it");
        }));
        assertEquals("old", now());
        file(files).write(bytes("new"), () -> {});
        assertEquals("new", now());
    }

    /** It takes time to write; whose the folder is may change meanwhile. */
    @Test
    void runThatIsLostWhileAnObjectIsWrittenKeepsTheOldOne() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        assertThrows(IllegalStateException.class, () -> file(new Bucket(1000)).write(bytes("late"), () -> {
            if (asked.incrementAndGet() > 1) {
                throw new IllegalStateException("another has it by now");
            }
        }));
        assertEquals("old", now());
    }

    @Test
    void anObjectThatCouldNotBeWrittenWholeNeverAppears() throws IOException {
        ReplacedFile file = file(new Bucket(2));
        assertThrows(UncheckedIOException.class, () -> file.write(bytes("new"), () -> {}));
        assertEquals("old", now());
    }

    @Test
    void nothingElseIsLeft() throws IOException {
        file(disk).write(bytes("new"), () -> {});
        String[] left = folder.toFile().list();
        assertEquals("[a.json]", Arrays.toString(left));
        assertFalse(Files.exists(folder.resolve("_a.json")));
    }
}
