package org.sparksg.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sparksg.data.ParquetFiles.ARRAY;
import static org.sparksg.data.ParquetFiles.VECTOR;
import static org.sparksg.data.ParquetFiles.array;
import static org.sparksg.data.ParquetFiles.dense;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.io.api.Binary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparksg.settings.BadSetting;

/** Partitioned folders, libsvm text, and labels of all usual kinds. */
class OtherTablesTest {
    private static final Configuration HADOOP = new Configuration();
    private static final Label NUMBERED = new Label.Numbered("y", 3);
    private static final Label NAMED = new Label.Named("y", List.of());

    @TempDir
    Path dir;

    private String write(String name, String text) throws Exception {
        Files.createDirectories(dir.resolve(name).getParent());
        return IdxFiles.write(dir, name, text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void foldersOfColumnsAreColumns() throws Exception {
        write("t/y=1/z=5/part.csv", "a\n1\n2\n");
        write("t/y=0/z=6/part.csv", "a\n3\n");
        write("t/y=0/_SUCCESS", "");
        Csv source = Csv.of(dir.resolve("t").toString(), NUMBERED);
        assertArrayEquals(
                new float[][] {{3, 6}, {1, 5}, {2, 5}}, Loaded.of(source).features());
        assertArrayEquals(new int[] {0, 1, 1}, Loaded.of(source).labels());
        assertEquals(
                List.of(new Column("a", 1), new Column("z", 1)),
                source.inspect(HADOOP).schema().columns());
        Csv pattern = Csv.of(dir.resolve("t") + "/y=*/z=*/part*", NUMBERED);
        assertArrayEquals(new int[] {0, 1, 1}, Loaded.of(pattern).labels());
    }

    @Test
    void foldersOfParquetMayNameTheLabel() throws Exception {
        for (String kind : List.of("caf%C3%A9%2Ftea", "x+y")) {
            Files.createDirectories(dir.resolve("p/y=" + kind));
            ParquetFiles.write(
                    dir.resolve("p/y=" + kind),
                    "part.parquet",
                    "required float a;",
                    2,
                    (row, i) -> row.append("a", 1f * i));
        }
        ParquetRows source = ParquetRows.of(dir.resolve("p").toString(), NAMED);
        assertEquals(List.of("café/tea", "x+y"), source.inspect(HADOOP).schema().classNames());
        assertArrayEquals(new int[] {0, 0, 1, 1}, Loaded.of(source).labels());
        assertArrayEquals(new float[][] {{0}, {1}, {0}, {1}}, Loaded.of(source).features());
    }

    @Test
    void foldersAndPlainFilesAreNotMixed() throws Exception {
        write("m/y=1/part.csv", "a\n1\n");
        write("m/part.csv", "a,y\n1,1\n");
        Trouble.reading(Csv.of(dir.resolve("m").toString(), NUMBERED), "keep files of one partitioning in one folder");
        write("n/y=1/part.csv", "a,y\n1,1\n");
        Trouble.reading(Csv.of(dir.resolve("n").toString(), NUMBERED), "has a column \"y\", and so have its folders");
        write("o/y=1/part.csv", "a\n1\n");
        write("o/y=__HIVE_DEFAULT_PARTITION__/part.csv", "a\n1\n");
        Trouble.reading(Csv.of(dir.resolve("o").toString(), NUMBERED), "folder \"y\": is null");
    }

    @Test
    void libsvmTextIsRead() throws Exception {
        String text = "# made by hand\n1 1:0.5 3:2 # second\n\n0 2:-1e1\n2\n";
        Libsvm source = new Libsvm(write("t.svm", text), new Label.Numbered("label", 3), 0);
        assertArrayEquals(
                new float[][] {{.5f, 0, 2}, {0, -10, 0}, {0, 0, 0}},
                Loaded.of(source).features());
        assertArrayEquals(new int[] {1, 0, 2}, Loaded.of(source).labels());
        assertEquals(5, source.inspect(HADOOP).lines());
        Libsvm wide = new Libsvm(source.path(), source.label(), 5);
        assertEquals(5, wide.inspect(HADOOP).schema().features().size());
        Libsvm signs = new Libsvm(write("s.svm", "+1 1:1\n-1 1:2\n"), new Label.Named("label", List.of()), 0);
        assertEquals(List.of("+1", "-1"), signs.inspect(HADOOP).schema().classNames());
    }

    @Test
    void libsvmTestDataHaveTheWidthOfTheTrainingData() throws Exception {
        Label label = new Label.Numbered("label", 3);
        Libsvm train = new Libsvm(write("t.svm", "1 1:1 4:4\n"), label, 0);
        Libsvm narrow = new Libsvm(write("n.svm", "1 2:2\n"), label, 0);
        DataSets sets = DataSettings.of(train, narrow).load(HADOOP, 1);
        assertArrayEquals(new float[][] {{0, 2, 0, 0}}, new Loaded(sets.test().orElseThrow()).features());
        DataSettings wide = DataSettings.of(train, new Libsvm(write("w.svm", "1 5:2\n"), label, 0));
        String message =
                assertThrows(DataException.class, () -> wide.open(HADOOP, 1)).getMessage();
        assertTrue(message.contains("w.svm: line 1: index 5, expected at most 4"), message);
    }

    @Test
    void libsvmTextThatIsNoneIsRefused() throws Exception {
        Label label = new Label.Numbered("label", 3);
        for (String[] bad : new String[][] {
            {"1 1:1 1:2", "index 1, expected at least 2"},
            {"1 0:1", "index 0, expected at least 1: indices begin at 1"},
            {"1 a:1", "\"a:1\", expected index:value"},
            {"1 1:x", "\"1:x\", expected index:value"},
            {"1 7", "\"7\", expected index:value"},
            {"-1 1:1", "label -1, expected a whole number 0..2", "named"},
            {"red 1:1", "\"red\" is not a finite number", "label.kind = named"}
        }) {
            Trouble.reading(new Libsvm(write("b.svm", "1 1:1\n" + bad[0] + "\n"), label, 0), "b.svm: line 2", bad[1]);
        }
    }

    @Test
    void oneHotLabelsAreClasses() throws Exception {
        String fields = "required float a; " + ARRAY.formatted("y", "double");
        String path = ParquetFiles.write(dir, "o.parquet", fields, 3, (row, i) -> {
            row.append("a", 1f * i);
            array(row, "y", i == 2 ? 1.0 : 0.0, i == 0 ? 1.0 : 0.0, i == 1 ? 1.0 : 0.0);
        });
        assertArrayEquals(
                new int[] {1, 2, 0}, Loaded.of(ParquetRows.of(path, NUMBERED)).labels());
        Trouble.loading(ParquetRows.of(path, new Label.Numbered("y", 10)), "set label.classes = 3");
        Trouble.reading(ParquetRows.of(path, NAMED), "label.kind = numbered takes one-hot arrays");
        String vectors =
                ParquetFiles.write(dir, "v.parquet", "required float a; " + VECTOR.formatted("y"), 2, (row, i) -> {
                    row.append("a", 1f * i);
                    dense(row, "y", 0.0, 1.0 - i, i + 0.0);
                });
        assertArrayEquals(
                new int[] {1, 2}, Loaded.of(ParquetRows.of(vectors, NUMBERED)).labels());
        String soft = ParquetFiles.write(dir, "s.parquet", fields, 1, (row, i) -> {
            row.append("a", 1f);
            array(row, "y", 0.5, 0.5, 0.0);
        });
        Trouble.loading(
                ParquetRows.of(soft, NUMBERED), "label [0.5, 0.5, 0.0], expected the number of a class, or one 1");
    }

    @Test
    void wholeNumbersBooleansAndDecimalsMayBeNamesOfClasses() throws Exception {
        String fields = "required int64 a; required boolean y;";
        String flags = ParquetFiles.write(
                dir, "b.parquet", fields, 2, (row, i) -> row.append("a", 1L).append("y", i == 0));
        ParquetRows source = ParquetRows.of(flags, NAMED);
        assertEquals(List.of("false", "true"), source.inspect(HADOOP).schema().classNames());
        assertArrayEquals(new int[] {1, 0}, Loaded.of(source).labels());
        String signs = ParquetFiles.write(
                dir, "i.parquet", "required int32 a; required int32 y;", 2, (row, i) -> row.append("a", 1)
                        .append("y", 2 * i - 1));
        assertEquals(
                List.of("-1", "1"),
                ParquetRows.of(signs, NAMED).inspect(HADOOP).schema().classNames());
        String doubles = ParquetFiles.write(
                dir, "d.parquet", "required int32 a; required double y;", 2, (row, i) -> row.append("a", 1)
                        .append("y", i + 1.0));
        assertEquals(
                List.of("1", "2"),
                ParquetRows.of(doubles, NAMED).inspect(HADOOP).schema().classNames());
    }

    @Test
    void decimalsOfParquetAreNumbers() throws Exception {
        String fields =
                "required int32 i (DECIMAL(5,2)); required int64 l (DECIMAL(12,3)); required fixed_len_byte_array(16) f"
                        + " (DECIMAL(30,4)); required binary b (DECIMAL(30,1)); required int32 y;";
        String path = ParquetFiles.write(dir, "d.parquet", fields, 2, (row, i) -> row.append("i", -12345)
                .append("l", 1500L)
                .append("f", Binary.fromConstantByteArray(fixed("12.5")))
                .append(
                        "b",
                        Binary.fromConstantByteArray(
                                new BigDecimal("-0.3").unscaledValue().toByteArray()))
                .append("y", i));
        assertArrayEquals(
                new float[][] {{-123.45f, 1.5f, 12.5f, -.3f}, {-123.45f, 1.5f, 12.5f, -.3f}},
                Loaded.of(ParquetRows.of(path, NUMBERED)).features());
    }

    private static byte[] fixed(String decimal) {
        byte[] unscaled = new BigDecimal(decimal).setScale(4).unscaledValue().toByteArray();
        byte[] bytes = new byte[16];
        System.arraycopy(unscaled, 0, bytes, 16 - unscaled.length, unscaled.length);
        return bytes;
    }

    /** Replaced bytes would make one class of two. */
    @Test
    void textThatIsNotUtf8IsRefusedWhereverItStands() throws Exception {
        String path = ParquetFiles.write(
                dir, "latin/0.parquet", "required double a; required binary y (STRING);", 2, (row, i) -> row.append(
                                "a", 1.0 * i)
                        .append("y", Binary.fromConstantByteArray(new byte[] {'b', (byte) (0xE4 + i)})));
        Trouble.reading(ParquetRows.of(path, NAMED), "row 0", "\"y\"", "not UTF-8");
        Files.createDirectories(dir.resolve("folders/y=b%E4"));
        Files.createDirectories(dir.resolve("folders/y=b%E5"));
        write("folders/y=b%E4/0.csv", "a\n1\n");
        write("folders/y=b%E5/0.csv", "a\n2\n");
        Trouble.reading(Csv.of(dir.resolve("folders").toString(), NAMED), "y=b%E", "not UTF-8");
    }

    @Test
    void numbersOfFoldersAreHeldTo32BitsToo() throws Exception {
        Files.createDirectories(dir.resolve("keys/k=9007199254740993"));
        Files.createDirectories(dir.resolve("keys/k=9007199254740992"));
        write("keys/k=9007199254740993/0.csv", "a,y\n1,0\n");
        write("keys/k=9007199254740992/0.csv", "a,y\n2,1\n");
        Trouble.reading(Csv.of(dir.resolve("keys").toString(), NUMBERED), "9007199254740993", "32 bits cannot hold");
    }

    @Test
    void messagesGoOnToTheCure() throws Exception {
        Trouble.reading(Csv.of(write("t.csv", "a,y\n1,red\n2,blue\n"), NUMBERED), "label.kind = named");
        Trouble.reading(Csv.of(write("t.csv", "1,2,0\n3,4,1\n"), NUMBERED), "set header = false");
        Trouble.reading(
                Csv.of(write("t.csv", "5.1,3.5,1.4,0.2,setosa\n4,3,1,0.2,setosa\n"), NUMBERED), "header = false");
        Csv twice = Csv.of(write("t.csv", "1,1,0\n3,4,1\n"), new Label.Numbered("0", 2));
        Trouble.reading(twice, "two columns are named \"1\"", "set header = false");
        Trouble.reading(Csv.of(write("t.csv", "a b y\n1 2 0\n"), NUMBERED), "separator = \" \"");
        Trouble.reading(Csv.of(write("t.csv", "a;y\n1;0\n"), NUMBERED), "separator = \";\"");
        Trouble.reading(Csv.of(write("t.csv", "a\ty\n1\t0\n"), NUMBERED), "separator = tab");
        Csv headless = new Csv(write("t.csv", "a,b\n1,0\n"), new Label.Numbered("1", 3), List.of(), false, ',');
        Trouble.reading(headless, "\"a\" is not a finite number", "header = true");
        Csv commas = new Csv(write("t.csv", "a;y\n1,5;0\n"), NUMBERED, List.of(), true, ';');
        Trouble.reading(commas, "\"1,5\"", "decimal point");
        Csv grouped = new Csv(write("t.csv", "a;y\n1'500;0\n"), NUMBERED, List.of(), true, ';');
        Trouble.reading(grouped, "between thousands");
        Trouble.reading(Csv.of(write("t.csv", "a,y\n1,1.5\n"), NUMBERED), "label 1.5", "label.kind = value");
        Trouble.reading(Csv.of(write("t.csv", "a,y\n1,-1\n"), NUMBERED), "label -1", "label.kind = named");
        Trouble.reading(Csv.of(write("t.csv", "a,y\n1,3\n"), NUMBERED), "label 3", "counted from 0");
        Trouble.reading(Csv.of(write("t.csv", "a,y\nNA,1\n"), NUMBERED), "a missing value?");
        Trouble.reading(Csv.of(write("t.csv", "a,y\n5 kg,1\n"), NUMBERED), "without unit");
        String text = ParquetFiles.write(
                dir, "n.parquet", "required int32 a; required binary y (UTF8);", 1, (row, i) -> row.append("a", 1)
                        .append("y", "red"));
        Trouble.reading(ParquetRows.of(text, NUMBERED), "expected a number for the label: label.kind = named");
    }

    @Test
    void troubleWithAFileSystemNamesKeyPathAndCure() {
        for (String[] trouble : new String[][] {
            {"s3a://bucket/t.csv", "nothing here reads s3a://", "hadoop-aws", "--jars"},
            {"nofs://host/t.csv", "nothing here reads nofs://", "correct the scheme"},
            {"hdfs://localhost:1/t.csv", "nobody listens there", "namenode"},
            {"hdfs://no-such-host.invalid/t.csv", "no such host", "correct the address"},
            {"a:b:c", "is no path", "write it as"}
        }) {
            DataSettings settings = DataSettings.of(Csv.of(trouble[0], NUMBERED), null);
            long begin = System.nanoTime();
            BadSetting told = assertThrows(BadSetting.class, () -> settings.open(HADOOP, 1));
            assertTrue(System.nanoTime() - begin < 20_000_000_000L, "took too long");
            assertEquals("data.train.path", told.component());
            for (String word : trouble) {
                assertTrue(told.getMessage().contains(word), "no \"" + word + "\" in: " + told.getMessage());
            }
        }
    }
}
