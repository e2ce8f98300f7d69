package org.sparksg.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Text files are cut into blocks that are read by themselves: each holds the rows, and tells the lines, that the whole file has there. */
class CsvBlocksTest {
    private static final Configuration HADOOP = new Configuration();
    private static final String[] WORDS = {
        "plain", "naïve", "αβγ", "漢字漢字", "\uD83D\uDE00\uD83D\uDE00", "\"with, comma\"", "\"a \"\"b\"\"\""
    };
    private static final String[] LATIN = {"plain", "naïve", "Äpfel", "x", "\"with, comma\"", "\"a \"\"b\"\"\""};

    @TempDir
    Path dir;

    /** A table with a column of text that is not used, and the line that each row begins in. */
    private record Text(String content, List<Integer> lines) {
        static Text of(long seed, int characters, String end, String[] words, boolean multiLine) {
            SplittableRandom random = new SplittableRandom(seed);
            StringBuilder text = new StringBuilder("id,note,y").append(end);
            List<Integer> lines = new ArrayList<>();
            for (int line = 2; text.length() < characters; line++) {
                if (random.nextInt(20) == 0) {
                    text.append(end); // an empty line
                    continue;
                }
                lines.add(line);
                boolean broken = multiLine && random.nextInt(5) == 0;
                text.append(lines.size() - 1).append(',');
                text.append(broken ? "\"two" + end + "lines\"" : words[random.nextInt(words.length)].repeat(1));
                text.append(',').append((lines.size() - 1) % 3).append(end);
                line += broken ? 1 : 0;
            }
            return new Text(text.toString(), lines);
        }
    }

    private Table table(Path file, boolean multiLine, String encoding) throws IOException {
        CsvDialect dialect = new CsvDialect(true, ',', multiLine, CsvDialect.NO_COMMENT, encoding);
        Csv source = new Csv(file.toString(), new Label.Numbered("y", 3), List.of("id"), "", dialect);
        return Table.open(source, null, true, Preparation.NONE, HADOOP);
    }

    @ParameterizedTest
    @CsvSource({
        "UTF-8,lf,false",
        "UTF-8,crlf,false",
        "UTF-8,cr,false",
        "UTF-8,crlf,true",
        "windows-1252,lf,false",
        "ISO-8859-1,crlf,true",
        "UTF-16LE,lf,false",
        "UTF-16BE,crlf,true",
    })
    void eachBlockHasTheRowsAndLinesOfThePlaceThatItBeginsAt(String encoding, String ends, boolean multiLine)
            throws IOException {
        String end = ends.equals("lf") ? "\n" : ends.equals("cr") ? "\r" : "\r\n";
        Text text = Text.of(1, 3_500_000, end, encoding.startsWith("UTF") ? WORDS : LATIN, multiLine);
        Path file = Files.write(dir.resolve("t.csv"), text.content().getBytes(Charset.forName(encoding)));
        assertBlocks(table(file, multiLine, encoding), text, 4);
    }

    @Test
    void byteOrderMarkIsNoPartOfAnyBlock() throws IOException {
        Text text = Text.of(2, 2_500_000, "\n", WORDS, false);
        for (String encoding : List.of("UTF-8", "UTF-16LE", "UTF-16BE")) {
            Path file =
                    Files.write(dir.resolve("t.csv"), ("\uFEFF" + text.content()).getBytes(Charset.forName(encoding)));
            assertBlocks(table(file, false, "UTF-8"), text, 3);
        }
    }

    /** Nothing tells the bytes of a character that was decoded, or there is no way to begin within. */
    @Test
    void packedFilesAndEncodingsOfVaryingWidthAreOneBlock() throws IOException {
        Text text = Text.of(3, 2_500_000, "\n", LATIN, false);
        Path packed = dir.resolve("t.csv.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
            out.write(text.content().getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        assertBlocks(table(packed, false, "UTF-8"), text, 1);
        Text plain = Text.of(3, 2_500_000, "\n", new String[] {"漢字"}, false);
        Path file = Files.write(dir.resolve("t.csv"), plain.content().getBytes(Charset.forName("GBK")));
        assertBlocks(table(file, false, "GBK"), plain, 1);
    }

    private static void assertBlocks(Table table, Text text, int blocks) throws IOException {
        List<Shard> shards = table.inspect("", null, line -> {}).shards();
        assertEquals(blocks, shards.size(), shards.toString());
        int id = 0;
        try (TableRows rows = new TableRows(table, true, table.newLabels(false), 0, 0)) {
            for (Shard shard : shards) {
                assertEquals(id, shard.first());
                for (int skip : new int[] {0, 1, shard.rows() - 1}) {
                    rows.seek(shard);
                    while (rows.row() < skip) {
                        assertTrue(rows.skip());
                    }
                    for (int row = skip; row < Math.min(shard.rows(), skip + 50); row++) {
                        assertTrue(rows.next());
                        assertEquals(id + row, rows.features()[0]);
                        String place = rows.cursor().error(0, "").getMessage();
                        assertTrue(place.contains(": line " + text.lines().get(id + row) + ": column 1"), place);
                    }
                }
                id += shard.rows();
            }
        }
        assertEquals(text.lines().size(), id);
    }

    /** A file system may give the bytes in other pieces the next time. */
    @Test
    void blocksDoNotDependOnHowBytesArrive() throws IOException {
        Text text = Text.of(4, 2_500_000, "\n", WORDS, false);
        Path file = Files.writeString(dir.resolve("t.csv"), text.content());
        List<Shard> whole =
                table(file, false, "UTF-8").inspect("", null, line -> {}).shards();
        Configuration dripping = new Configuration();
        dripping.set("fs.file.impl", DrippingFileSystem.class.getName());
        dripping.setBoolean("fs.file.impl.disable.cache", true);
        CsvDialect dialect = CsvDialect.USUAL;
        Csv source = new Csv(file.toString(), new Label.Numbered("y", 3), List.of("id"), "", dialect);
        assertEquals(
                whole,
                Table.open(source, null, true, Preparation.NONE, dripping)
                        .inspect("", null, line -> {})
                        .shards());
    }
}
