package org.sparksg.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparksg.tensor.Element;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

class TextTest {
    private static final Configuration HADOOP = new Configuration();

    @TempDir
    Path dir;

    private String file(String name, String text) throws Exception {
        return IdxFiles.write(dir, name, text.getBytes(StandardCharsets.UTF_8));
    }

    private static Text characters(String path, int window) {
        return new Text(path, Text.Units.CHARACTERS, window, true, List.of());
    }

    /** Returns ids and targets of all examples, in the order that a reader gives to batches of so many rows. */
    private static String read(ExampleReader reader, int rows, int window, int batches) {
        StringBuilder text = new StringBuilder();
        for (int batch = 0; batch < batches; batch++) {
            Tensor x = Tensor.zeros(Element.F32, Shape.of(rows, window));
            Tensor y = Tensor.zeros(Element.F32, Shape.of(rows, window));
            reader.read(0, batch * rows, x, y);
            text.append(words(x)).append('>').append(words(y)).append(' ');
        }
        return text.toString().trim();
    }

    private static String words(Tensor ids) {
        StringBuilder word = new StringBuilder();
        Arrays.stream(ids.toArray()).forEach(id -> word.append((char) ('a' + id)));
        return word.toString();
    }

    @Test
    void aTargetIsTheCharacterThatFollows() throws Exception {
        Text text = characters(file("a.txt", "bacdefbaa"), 4);
        SourceSummary found = text.inspect(HADOOP);
        assertEquals(2, found.count());
        assertEquals(List.of("a", "b", "c", "d", "e", "f"), found.schema().classNames());
        assertEquals(new Sequences(6, true), found.schema().sequences());
        assertEquals(3L, found.report().classes().get("a"));
        ExampleReader reader = text.load(HADOOP).streams(1);
        assertEquals("bacd>acde efba>fbaa", read(reader, 1, 4, 2));
    }

    @Test
    void eachRowGoesOnWhereItEnded() throws Exception {
        Text text = characters(file("a.txt", "abcdefghijklmnop"), 2); // 7 windows, of which three rows use six
        ExampleReader reader = text.load(HADOOP).streams(3);
        assertEquals("abefij>bcfgjk cdghkl>dehilm", read(reader, 3, 2, 2));
        assertEquals(6, StreamOrder.used(7, 3, 0));
    }

    @Test
    void theEndIsHeldOut() throws Exception {
        DataSettings settings = new DataSettings(characters(file("a.txt", "abcdefghijklmnop"), 2), null, 0.3);
        DataSummary summary = settings.open(HADOOP, 1);
        DataSets sets = settings.load(HADOOP, 1, summary);
        assertEquals(5, summary.train());
        assertEquals("ab>bc cd>de ef>fg gh>hi ij>jk", read(sets.training().streams(1), 1, 2, 5));
        assertEquals("kl>lm mn>no", read(sets.heldOut().orElseThrow().streams(1), 1, 2, 2));
    }

    @Test
    void bytesAreIds() throws Exception {
        Text text = new Text(
                IdxFiles.write(dir, "b.bin", new byte[] {0, -1, 127, -128, 1}), Text.Units.BYTES, 2, false, List.of());
        assertEquals(256, text.inspect(HADOOP).schema().sequences().ids());
        Tensor x = Tensor.zeros(Element.F32, Shape.of(2, 2));
        Tensor y = Tensor.zeros(Element.F32, Shape.of(2, 2));
        text.load(HADOOP).gather(new int[] {1, 0}, 0, x, y);
        assertArrayEquals(new double[] {127, 128, 0, 255}, x.toArray());
        assertArrayEquals(new double[] {128, 1, 255, 127}, y.toArray());
    }

    @Test
    void filesFollowEachOther() throws Exception {
        file("2.txt", "cd");
        file("1.txt", "ab");
        Text text = characters(dir + "/*.txt", 3);
        assertEquals("abc>bcd", read(text.load(HADOOP).streams(1), 1, 3, 1));
    }

    @Test
    void filesAreReadOnceAndOnceMoreForTheFingerprint() throws Exception {
        Text text = characters(file("a.txt", "some text ".repeat(1000)), 3);
        long before = bytesRead();
        text.load(HADOOP);
        long loaded = bytesRead();
        text.inspect(HADOOP);
        assertEquals(1, (loaded - before) / 1e4, 0.01);
        assertEquals(2, (bytesRead() - loaded) / 1e4, 0.01);
    }

    private static long bytesRead() {
        return FileSystem.getAllStatistics().stream()
                .mapToLong(FileSystem.Statistics::getBytesRead)
                .sum();
    }

    @Test
    void idsAreInTheOrderOfUnicodeWhereverCharactersAreFound() throws Exception {
        file("1.txt", "\uD83D\uDE00z");
        file("2.txt", "\uFFFDa");
        Text text = characters(dir + "/*.txt", 3);
        assertEquals(
                List.of("a", "z", "\uFFFD", "\uD83D\uDE00"),
                text.inspect(HADOOP).schema().classNames());
        assertEquals("dbc>bca", read(text.load(HADOOP).streams(1), 1, 3, 1));
    }

    @Test
    void charactersBeyondTheFirstPlaneAreOne() throws Exception {
        Text text = characters(file("a.txt", "a\uD83D\uDE00\u00E9a"), 3);
        assertEquals(
                List.of("a", "\u00E9", "\uD83D\uDE00"),
                text.inspect(HADOOP).schema().classNames());
    }

    @Test
    void testTextHasTheCharactersOfTheTrainingData() throws Exception {
        Text training = characters(file("a.txt", "abcabc"), 2);
        Schema schema = training.inspect(HADOOP).schema();
        DataSource test = characters(file("b.txt", "cbcb"), 2).aligned(schema);
        assertEquals(schema.classNames(), test.inspect(HADOOP).schema().classNames());
        DataSource other = characters(file("c.txt", "abxd"), 2).aligned(schema);
        Trouble.reading(other, "c.txt", "character 2 is U+0078, which the training data do not have");
    }

    @Test
    void testTextIsReadAsTrainingTextIs() throws Exception {
        Schema streams = characters(file("a.txt", "abcabc"), 2).inspect(HADOOP).schema();
        Text apart = new Text(file("b.txt", "abcab"), Text.Units.CHARACTERS, 2, false, List.of());
        assertTrue(apart.aligned(streams).load(HADOOP).continued());
        Schema alone = apart.inspect(HADOOP).schema();
        assertFalse(characters(file("c.txt", "abcab"), 2)
                .aligned(alone)
                .load(HADOOP)
                .continued());
    }

    @Test
    void testTextMayTellAnotherWayOfReading() throws Exception {
        Text apart = new Text(file("a.txt", "abcab"), Text.Units.CHARACTERS, 2, false, List.of());
        DataSettings settings = DataSettings.of(apart, characters(file("b.txt", "abcab"), 2));
        assertEquals(2, settings.load(HADOOP, 1).test().orElseThrow().count());
    }

    @Test
    void textWithNothingToPredictIsRefused() throws Exception {
        Trouble.reading(characters(file("a.txt", ""), 2), "a.txt", "is empty, expected text");
        Trouble.reading(characters(file("b.txt", "aaaaaa"), 2), "b.txt", "has one character only");
    }

    @Test
    void whatNobodySeesIsShownByItsNumber() throws Exception {
        Text text = characters(file("a.txt", "a b\n"), 2);
        assertEquals(
                List.of("U+000A", "U+0020", "a", "b"),
                List.copyOf(text.inspect(HADOOP).report().classes().keySet()));
    }

    @Test
    void textThatIsTooShortIsNamedWithItsLength() throws Exception {
        Trouble.reading(characters(file("a.txt", "abc"), 3), "a.txt", "has 3 characters, expected more than the 3");
    }

    @Test
    void textThatIsNotUtf8IsRefused() throws Exception {
        String path = IdxFiles.write(dir, "latin.txt", new byte[] {'a', (byte) 0xE9, 'b'});
        Trouble.reading(characters(path, 1), "latin.txt", "is not text in UTF-8");
    }

    @Test
    void aFingerprintKnowsTheWindow() throws Exception {
        String path = file("a.txt", "abcdefgh");
        assertNotEquals(
                characters(path, 2).fingerprint(HADOOP), characters(path, 3).fingerprint(HADOOP));
    }

    @Test
    void ordersOfStreamsHaveEveryUsedExampleOnce() {
        int[] order = StreamOrder.order(23, 5);
        assertArrayEquals(
                IntStream.range(0, 20).toArray(), Arrays.stream(order).sorted().toArray());
    }
}
