package org.sparksg.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.compress.BZip2Codec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparksg.settings.BadSetting;

/** Damage of a CSV file is told, and costs no row without a word. */
class CsvStrictTest {
    private static final Label NUMBERED = new Label.Numbered("y", 3);
    private static final Label NAMED = new Label.Named("y", List.of());

    @TempDir
    Path dir;

    private String write(String text, String encoding) throws Exception {
        return IdxFiles.write(dir, "t.csv", text.getBytes(Charset.forName(encoding)));
    }

    private String rows(int count, int damaged, String damage) {
        StringBuilder text = new StringBuilder("note,a,y\n");
        for (int i = 1; i <= count; i++) {
            text.append(i == damaged ? damage : "n" + i)
                    .append(',')
                    .append(i)
                    .append(',')
                    .append(i % 3)
                    .append('\n');
        }
        return text.toString();
    }

    private static Csv table(String path, Label label) {
        return new Csv(path, label, List.of("a"), "", CsvDialect.USUAL);
    }

    private static Csv dialect(String path, Label label, boolean multiLine, char comment, String encoding) {
        return new Csv(path, label, List.of("a"), "", new CsvDialect(true, ',', multiLine, comment, encoding));
    }

    @Test
    void quoteThatClosesInALaterLineIsRefusedInAnUnusedColumnToo() throws Exception {
        String text = rows(300, 51, "\"n").replace("n248,", "n\",");
        Trouble.reading(
                table(write(text, "UTF-8"), NUMBERED), "t.csv: line 52: the quote that opens cell 1", "multi-line");
    }

    @Test
    void quoteThatNeverClosesIsRefusedWithLineEndsInCellsToo() throws Exception {
        String path = write(rows(100, 12, "\"n"), "UTF-8");
        Trouble.reading(table(path, NUMBERED), "line 13: the quote that opens cell 1 is not closed in its line");
        Trouble.reading(
                dialect(path, NUMBERED, true, CsvDialect.NO_COMMENT, "UTF-8"), "line 13", "before the file ends");
    }

    @Test
    void textAfterAClosingQuoteIsRefused() throws Exception {
        Trouble.reading(
                table(write(rows(9, 3, "\"a\"b"), "UTF-8"), NUMBERED), "line 4: the quotes of cell 1 close", "'b'");
        String multi = write(rows(9, 3, "\"a\nb\"c"), "UTF-8");
        Trouble.reading(dialect(multi, NUMBERED, true, CsvDialect.NO_COMMENT, "UTF-8"), "line 4", "'c'");
    }

    @Test
    void cellsMayHoldLineEndsIfThatIsAskedFor() throws Exception {
        String path = write(rows(9, 3, "\"a\r\nb, \"\"c\"\"\""), "UTF-8");
        Csv source = dialect(path, NUMBERED, true, CsvDialect.NO_COMMENT, "UTF-8");
        SourceSummary found = source.inspect(new Configuration());
        assertEquals(9, found.count());
        assertEquals(11, found.lines());
    }

    @Test
    void linesThatBeginWithZerosAreRefused() throws Exception {
        Trouble.reading(table(write(rows(100, 61, "\0\0\0"), "UTF-8"), NUMBERED), "line 62", "NUL character");
    }

    @Test
    void commentsAreThoseOfTheCharacterAskedFor() throws Exception {
        String path = write("# made by hand\nnote,a,y\n#1,1,1\nb,2,2\n", "UTF-8");
        assertArrayEquals(
                new float[][] {{2}},
                Loaded.of(dialect(path, NUMBERED, false, '#', "UTF-8")).features());
        Trouble.reading(table(path, NUMBERED), "no column \"y\"");
        String plain = write("note,a,y\n#1,1,1\nb,2,2\n", "UTF-8");
        assertEquals(2, table(plain, NUMBERED).inspect(new Configuration()).count());
    }

    @Test
    void bytesOfAnotherEncodingAreRefusedWithTheirLine() throws Exception {
        String text = "note,a,y\nx,1,Bär\nx,2,Bör\nx,3,Bar\n";
        String path = write(text, "ISO-8859-1");
        Trouble.reading(table(path, NAMED), "t.csv: line 2: the bytes 0xE4", "are not UTF-8", "encoding");
        Csv named = dialect(path, NAMED, false, CsvDialect.NO_COMMENT, "ISO-8859-1");
        assertEquals(
                List.of("Bar", "Bär", "Bör"),
                named.inspect(new Configuration()).schema().classNames());
    }

    @Test
    void damagedBytesAreToldWithTheirLineHoweverFarInTheFileInUnusedColumnsToo() throws Exception {
        for (int line : new int[] {2, 5000, 20_000}) {
            String path = write(rows(20_000, line - 1, "Ä"), "ISO-8859-1");
            Trouble.inspecting(table(path, NUMBERED), "line " + line + ": the bytes 0xC4");
        }
        String cut = IdxFiles.write(
                dir, "cut.csv", new byte[] {'a', ',', 'y', '\n', '1', ',', '1', '\n', '1', ',', (byte) 0xC3});
        Trouble.inspecting(Csv.of(cut, NUMBERED), "line 3: the bytes 0xC3 are not UTF-8");
    }

    @Test
    void byteOrderMarksTellTheEncoding() throws Exception {
        for (String encoding : List.of("UTF-8", "UTF-16LE", "UTF-16BE")) {
            String path = write("\uFEFFnote,a,y\nx,1,Bär\nx,2,Bar\n", encoding);
            assertArrayEquals(
                    new float[][] {{1}, {2}}, Loaded.of(table(path, NAMED)).features(), encoding);
        }
    }

    @Test
    void linesAreCountedWithAndWithoutALastEnd() throws Exception {
        for (String end : List.of("", "\n")) {
            for (String line : List.of("\n", "\r\n", "\r")) {
                String text = ("note,a,y\nx,1,1\n\nx,2,2" + end).replace("\n", line);
                SourceSummary found = table(write(text, "UTF-8"), NUMBERED).inspect(new Configuration());
                assertEquals(2, found.count());
                assertEquals(4, found.lines());
            }
        }
    }

    @Test
    void recordsAndTheirCellsAreBounded() throws Exception {
        Trouble.inspecting(
                Csv.of(write("x".repeat((1 << 24) + 2), "UTF-8"), NUMBERED), "more than 16777216 characters");
        Trouble.inspecting(Csv.of(write(",".repeat(1 << 16), "UTF-8"), NUMBERED), "more than 65536 columns");
    }

    @Test
    void numbersAreDecimal() throws Exception {
        for (String number :
                List.of("5.1f", "1d", "0x1p3", "NaN", "Infinity", "1e", "1e+", ".", "-", "1_000", "٣", "1,5")) {
            Trouble.reading(
                    table(write("a,y\n\"" + number + "\",1\n", "UTF-8"), NUMBERED),
                    "\"" + number + "\" is not a finite number");
        }
        String good = write("a,y\n+1,1\n-.5,1\n2.,1\n1E-2,1\n 7 ,1\n\" 8 \",1\n", "UTF-8");
        assertArrayEquals(
                new float[][] {{1}, {-.5f}, {2}, {.01f}, {7}, {8}},
                Loaded.of(table(good, NUMBERED)).features());
    }

    @Test
    void filesPackedWithBzip2AreRead() throws Exception {
        BZip2Codec codec = new BZip2Codec();
        codec.setConf(new Configuration());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (var out = codec.createOutputStream(bytes)) {
            out.write(rows(1000, 0, "").getBytes(StandardCharsets.UTF_8));
        }
        String path = IdxFiles.write(dir, "t.csv.bz2", bytes.toByteArray());
        assertEquals(1000, table(path, NUMBERED).inspect(new Configuration()).count());
        byte[] half = java.util.Arrays.copyOf(bytes.toByteArray(), bytes.size() / 2);
        Trouble.inspecting(table(IdxFiles.write(dir, "cut.csv.bz2", half), NUMBERED), "cut.csv.bz2", "cut off");
    }

    @Test
    void impossibleDialectsAreRefused() {
        assertThrows(BadSetting.class, () -> new CsvDialect(true, ',', false, ',', "UTF-8"));
        assertThrows(BadSetting.class, () -> new CsvDialect(true, ',', false, '"', "UTF-8"));
        assertThrows(BadSetting.class, () -> new CsvDialect(true, ',', false, '#', "UTF-9"));
        assertThrows(BadSetting.class, () -> new CsvDialect(true, '\0', false, '#', "UTF-8"));
    }

    /** Tables whose columns are in any order, whose cells are quoted or not, padded or not, read back the same. */
    @Test
    void tablesComeBackHoweverTheyAreWritten() throws Exception {
        for (int seed = 0; seed < 200; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            List<String> names = new ArrayList<>(List.of("a", "b", "c", "note", "y"));
            Collections.shuffle(names, new java.util.Random(seed));
            char separator = ",;\t|".charAt(random.nextInt(4));
            String end = List.of("\n", "\r\n", "\r").get(random.nextInt(3));
            StringBuilder text = new StringBuilder(String.join("" + separator, names) + end);
            float[][] expected = new float[20][3];
            for (int row = 0; row < 20; row++) {
                List<String> cells = new ArrayList<>();
                for (String name : names) {
                    float value = random.nextInt(1000) / 8f;
                    if ("abc".contains(name)) {
                        expected[row]["abc".indexOf(name)] = value;
                    }
                    String note = "say \"\"" + separator + (random.nextBoolean() ? end : "") + "#" + value;
                    String cell = name.equals("y") ? "" + row % 3 : name.equals("note") ? note : "" + value;
                    boolean quoted = name.equals("note") || random.nextBoolean();
                    cells.add(quoted ? '"' + cell + '"' : " ".repeat(random.nextInt(2)) + cell + " ");
                }
                text.append(String.join("" + separator, cells)).append(random.nextInt(5) == 0 ? end + end : end);
            }
            Csv source = new Csv(
                    write(text.toString(), "UTF-8"),
                    NUMBERED,
                    List.of("a", "b", "c"),
                    "",
                    new CsvDialect(true, separator, true, CsvDialect.NO_COMMENT, "UTF-8"));
            assertArrayEquals(expected, Loaded.of(source).features(), "seed " + seed);
        }
    }
}
