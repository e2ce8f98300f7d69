package org.sparksg.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32C;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sparksg.tensor.Element;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

@Timeout(60)
class TensorFileTest {
    private static final Configuration CONFIGURATION = new Configuration(); // slow to make
    private static final double[] WEIGHTS = {1.5, -2.25, 3, 4, 5, 6};
    private static final double[] MOMENTS = {Math.PI, Double.MIN_VALUE, -0.0};

    @TempDir
    Path folder;

    private Path file;
    private final Tensor weights = Tensor.zeros(Element.F32, Shape.of(2, 3)).set(WEIGHTS);
    private final Tensor moments = Tensor.zeros(Element.F64, Shape.of(3)).set(MOMENTS);

    @BeforeEach
    void name() {
        file = folder.resolve("a.ssgt");
    }

    private static org.apache.hadoop.fs.Path hadoop(Path path) {
        return new org.apache.hadoop.fs.Path(path.toUri());
    }

    private TensorFile.Written write(Map<String, Tensor> tensors) {
        return TensorFile.write(CONFIGURATION, hadoop(file), Map.of("adam.step", "1200"), tensors);
    }

    private TensorFile open() {
        return TensorFile.open(CONFIGURATION, hadoop(file));
    }

    /** The bytes of a file with both tensors. */
    private byte[] bytes() throws IOException {
        write(Map.of("0.dense.weight", weights, "0.dense.weight/adam.first", moments));
        return Files.readAllBytes(file);
    }

    /** A local disk that counts how often somebody asks whether there is a file. */
    public static final class CountingDisk extends RawLocalFileSystem {
        static final AtomicInteger LOOKS = new AtomicInteger();

        @Override
        public boolean exists(org.apache.hadoop.fs.Path path) throws IOException {
            if (!path.getName().startsWith(".")) { // the hidden one costs nothing there
                LOOKS.incrementAndGet();
            }
            return super.exists(path);
        }
    }

    /** Each question is a journey to a name node, or to an object store. */
    @Test
    void newFileIsLookedForBeforeItIsWrittenAndBeforeItIsShown() {
        Configuration counting = new Configuration();
        counting.setClass("fs.file.impl", CountingDisk.class, FileSystem.class);
        counting.setBoolean("fs.file.impl.disable.cache", true);
        CountingDisk.LOOKS.set(0);
        TensorFile.write(counting, hadoop(folder.resolve("new/a.ssgt")), Map.of(), Map.of("w", weights));
        assertEquals(2, CountingDisk.LOOKS.get());
    }

    /** A try may fail after its rename, and is made again. */
    @Test
    void sameFileMayBeWrittenAgainAndAnotherOneMayNot() {
        TensorFile.Written first = write(Map.of("w", weights));
        assertEquals(first, write(Map.of("w", weights)));
        Tensor other = Tensor.zeros(Element.F32, Shape.of(2, 3));
        var refusal = assertThrows(CheckpointException.class, () -> write(Map.of("w", other)));
        assertTrue(refusal.getMessage().contains("exists already"), refusal.getMessage());
    }

    /** Writes bytes to where no checksum file of Hadoop's stands beside them. */
    private void replace(byte[] bytes) throws IOException {
        Files.deleteIfExists(folder.resolve(".a.ssgt.crc"));
        Files.write(file, bytes);
    }

    private String messageOfOpening(byte[] bytes) throws IOException {
        replace(bytes);
        return assertThrows(CheckpointException.class, () -> open().close()).getMessage();
    }

    private static Tensor like(Tensor tensor) {
        return Tensor.zeros(tensor.type(), tensor.shape());
    }

    private double[] read(String name, Tensor like) {
        try (TensorFile open = open()) {
            Tensor to = like(like);
            open.read(name, to);
            return to.toArray();
        }
    }

    @Test
    void aFloatTensorComesBack() throws IOException {
        bytes();
        assertArrayEquals(WEIGHTS, read("0.dense.weight", weights));
    }

    @Test
    void aDoubleTensorComesBack() throws IOException {
        bytes();
        assertArrayEquals(MOMENTS, read("0.dense.weight/adam.first", moments));
    }

    @Test
    void namesAndMetadataComeBack() throws IOException {
        bytes();
        try (TensorFile open = open()) {
            assertEquals(Set.of("0.dense.weight", "0.dense.weight/adam.first"), open.names());
            assertEquals(Map.of("adam.step", "1200"), open.metadata());
        }
    }

    @Test
    void aFileWithoutTensorsComesBack() {
        write(Map.of());
        try (TensorFile open = open()) {
            assertEquals(Set.of(), open.names());
        }
    }

    @Test
    void aViewIsWrittenAsThePartThatItShows() {
        Tensor flat = Tensor.zeros(Element.F32, Shape.of(5)).set(1, 2, 3, 4, 5);
        write(Map.of("view", flat.view(1, Shape.of(3))));
        assertArrayEquals(new double[] {2, 3, 4}, read("view", Tensor.zeros(Element.F32, Shape.of(3))));
    }

    @Test
    void aViewIsReadWithoutTouchingItsNeighbours() {
        Tensor flat = Tensor.zeros(Element.F32, Shape.of(5)).set(9, 9, 9, 9, 9);
        write(Map.of("part", Tensor.zeros(Element.F32, Shape.of(3)).set(1, 2, 3)));
        try (TensorFile open = open()) {
            open.read("part", flat.view(1, Shape.of(3)));
        }
        assertArrayEquals(new double[] {9, 1, 2, 3, 9}, flat.toArray());
    }

    @Test
    void readingTouchesTheTensor() throws IOException {
        bytes();
        long before = weights.version();
        try (TensorFile open = open()) {
            open.read("0.dense.weight", weights);
        }
        assertTrue(weights.version() > before);
    }

    @Test
    void aTensorOfManyChunksComesBack() {
        Tensor large = Tensor.zeros(Element.F32, Shape.of(3, 200_003));
        for (int i = 0; i < large.size(); i++) {
            large.set(i, i);
        }
        write(Map.of("large", large));
        assertArrayEquals(large.toArray(), read("large", large));
    }

    @Test
    void theSizeThatWasWrittenIsTheSizeOfTheFile() throws IOException {
        assertEquals(Files.size(file(write(Map.of("w", weights)))), write2().size());
    }

    private Path file(TensorFile.Written written) {
        assertTrue(written.size() > 0);
        return file;
    }

    private TensorFile.Written write2() {
        return TensorFile.write(
                CONFIGURATION, hadoop(folder.resolve("b.ssgt")), Map.of("adam.step", "1200"), Map.of("w", weights));
    }

    @Test
    void theChecksumTellsFilesApart() {
        int one = write(Map.of("w", weights)).crc();
        weights.set(0, 7);
        assertFalse(one == write2().crc());
    }

    @Test
    void aFileCutOffAnywhereIsRefused() throws IOException {
        byte[] bytes = bytes();
        for (int length = 0; length < bytes.length; length++) {
            String message = messageOfOpening(Arrays.copyOf(bytes, length));
            assertTrue(message.contains("a.ssgt: damaged at byte "), "cut at " + length + ": " + message);
        }
    }

    @Test
    void aLargeFileCutOffAtAnyMultipleOf64IsRefused() throws IOException {
        write(Map.of("w", Tensor.zeros(Element.F64, Shape.of(64, 32)), "x", weights));
        byte[] bytes = Files.readAllBytes(file);
        for (int length = 0; length < bytes.length; length += 64) {
            String message = messageOfOpening(Arrays.copyOf(bytes, length));
            assertTrue(message.contains("a.ssgt: damaged at byte "), "cut at " + length + ": " + message);
        }
    }

    @Test
    void aLongerFileIsRefused() throws IOException {
        byte[] bytes = bytes();
        String message = messageOfOpening(Arrays.copyOf(bytes, bytes.length + 1));
        assertTrue(
                message.contains("length of the file: expected " + bytes.length + ", found " + (bytes.length + 1)),
                message);
    }

    @Test
    void noFlippedBitEverGivesWrongNumbers() throws IOException {
        byte[] bytes = bytes();
        int refused = 0;
        for (int bit = 0; bit < bytes.length * 8; bit += 7) { // at least one bit of every byte
            byte[] flipped = bytes.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            replace(flipped);
            try {
                assertArrayEquals(WEIGHTS, read("0.dense.weight", weights), "bit " + bit);
                assertArrayEquals(MOMENTS, read("0.dense.weight/adam.first", moments), "bit " + bit);
                assertEquals(0, bytes[bit / 8], "a byte that is not padding was flipped unseen: bit " + bit);
            } catch (CheckpointException e) {
                refused++;
            }
        }
        assertTrue(refused > 100, refused + " refused");
    }

    @Test
    void aFlippedByteOfATensorIsNamed() throws IOException {
        byte[] bytes = bytes();
        int position = position(bytes, ByteBuffer.allocate(4).putInt(0x0000c03f).array()); // 1.5f, little-endian
        bytes[position] ^= 1;
        replace(bytes);
        CheckpointException e = assertThrows(CheckpointException.class, () -> read("0.dense.weight", weights));
        assertTrue(
                e.getMessage()
                        .contains("damaged at byte " + position + ": checksum of tensor 0.dense.weight: expected "),
                e.getMessage());
    }

    @Test
    void aNewerFormatAsksForANewerLibrary() throws IOException {
        byte[] bytes = bytes();
        bytes[7] = 3;
        String message = messageOfOpening(bytes);
        assertEquals(hadoop(file) + ": checkpoint format 3, this library reads 1..1: update the library", message);
    }

    @Test
    void anotherFileIsRecognised() throws IOException {
        String message = messageOfOpening("PK this is something else altogether".getBytes(StandardCharsets.UTF_8));
        assertTrue(message.contains("damaged at byte 0: magic: expected SSGT, found 0x504b2074"), message);
    }

    @Test
    void anUnknownTypeOfElementsIsNamed() throws IOException {
        byte[] bytes = bytes();
        byte[] name = "0.dense.weight".getBytes(StandardCharsets.UTF_8);
        bytes[position(bytes, name) + name.length] = 9;
        String message = messageOfOpening(withChecksum(bytes));
        assertTrue(message.contains("type of tensor 0.dense.weight: expected 1 (F32) or 2 (F64), found 9"), message);
    }

    @Test
    void anImpossibleNumberOfTensorsIsRefusedBeforeMemoryIsTaken() throws IOException {
        byte[] bytes = bytes();
        byte[] fact = "1200".getBytes(StandardCharsets.UTF_8);
        ByteBuffer.wrap(bytes).putInt(position(bytes, fact) + fact.length, Integer.MAX_VALUE);
        String message = messageOfOpening(withChecksum(bytes));
        assertTrue(message.contains("number of tensors: expected 0.."), message);
    }

    @Test
    void anImpossibleLengthOfTheIndexIsRefusedBeforeMemoryIsTaken() throws IOException {
        byte[] bytes = bytes();
        ByteBuffer.wrap(bytes).putInt(8, Integer.MAX_VALUE);
        String message = messageOfOpening(bytes);
        assertTrue(message.contains("damaged at byte 8: length of the index: expected 0.."), message);
    }

    @Test
    void aFileIsWrittenOnce() throws IOException {
        bytes();
        CheckpointException e = assertThrows(CheckpointException.class, () -> write(Map.of("w", moments)));
        assertTrue(e.getMessage().contains("a.ssgt exists already"), e.getMessage());
        assertArrayEquals(WEIGHTS, read("0.dense.weight", weights));
    }

    @Test
    void aTensorThatChangesMeanwhileLeavesNoFile() throws IOException {
        Map<String, Tensor> tensors = new HashMap<>() {
            @Override
            public Tensor get(Object name) { // called when the bytes are written, after the checksums
                return super.get(name).set(9, 9, 9);
            }
        };
        tensors.put("w", moments);
        CheckpointException e = assertThrows(CheckpointException.class, () -> write(tensors));
        assertTrue(e.getMessage().contains("tensor w changed while it was written"), e.getMessage());
        try (var files = Files.list(folder)) {
            assertEquals(List.of(), files.toList());
        }
    }

    @Test
    void anotherShapeIsRefused() throws IOException {
        bytes();
        Tensor other = Tensor.zeros(Element.F32, Shape.of(3, 2));
        CheckpointException e = assertThrows(CheckpointException.class, () -> read("0.dense.weight", other));
        assertTrue(e.getMessage().contains("is F32 [2, 3], wanted is F32 [3, 2]"), e.getMessage());
    }

    @Test
    void anotherTypeIsRefused() throws IOException {
        bytes();
        Tensor other = Tensor.zeros(Element.F64, Shape.of(2, 3));
        assertThrows(CheckpointException.class, () -> read("0.dense.weight", other));
    }

    @Test
    void aMissingTensorIsNamedBesideThoseThatExist() throws IOException {
        bytes();
        CheckpointException e = assertThrows(CheckpointException.class, () -> read("1.dense.bias", moments));
        assertTrue(e.getMessage().contains("has no tensor 1.dense.bias; it has [0.dense.weight,"), e.getMessage());
    }

    @Test
    void aPathBelowARegularFileIsNamed() throws IOException {
        Path inTheWay = Files.writeString(folder.resolve("file"), "");
        file = inTheWay.resolve("a.ssgt");
        CheckpointException e = assertThrows(CheckpointException.class, () -> write(Map.of("w", weights)));
        assertTrue(e.getMessage().contains("file/a.ssgt: cannot be written: "), e.getMessage());
    }

    @Test
    void aMissingFileIsNamed() {
        CheckpointException e = assertThrows(CheckpointException.class, this::open);
        assertTrue(e.getMessage().contains("a.ssgt: cannot be read: "), e.getMessage());
    }

    private static int position(byte[] bytes, byte[] pattern) {
        for (int i = 0; i + pattern.length <= bytes.length; i++) {
            if (Arrays.equals(bytes, i, i + pattern.length, pattern, 0, pattern.length)) {
                return i;
            }
        }
        return fail("the file does not contain " + Arrays.toString(pattern));
    }

    /** Corrects the checksum of the index, so that the checks behind it are reached. */
    private static byte[] withChecksum(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        int end = TensorIndex.PREFIX_BYTES + buffer.getInt(8);
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, end);
        buffer.putInt(end, (int) crc.getValue());
        return bytes;
    }
}
