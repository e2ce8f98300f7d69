package org.sparksg.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparksg.tensor.Shape;

class CsvTest {
    private static final Label NUMBERED = new Label.Numbered("label", 3);
    private static final Label NAMED = new Label.Named("label", List.of());
    private static final Label VALUE = new Label.Value("label");

    @TempDir
    Path dir;

    private String write(String name, String text) throws Exception {
        return IdxFiles.write(dir, name, text.getBytes(StandardCharsets.UTF_8));
    }

    private Csv table(String text) throws Exception {
        return Csv.of(write("table.csv", text), NUMBERED);
    }

    @Test
    void columnsBesideTheLabelAreFeatures() throws Exception {
        Loaded set = Loaded.of(table("a,label,b\n1,2,-3.5\n4e-1,0,6\n"));
        assertArrayEquals(new float[][] {{1, -3.5f}, {0.4f, 6}}, set.features());
        assertArrayEquals(new int[] {2, 0}, set.labels());
        assertEquals(Shape.of(3), set.examples().target());
    }

    @Test
    void namedFeaturesComeInTheOrderNamed() throws Exception {
        String path = write("table.csv", "id,a,label,b\nx1,1,2,3\n");
        Csv csv = new Csv(path, NUMBERED, List.of("b", "a"), true, ',');
        assertArrayEquals(new float[][] {{3, 1}}, Loaded.of(csv).features());
    }

    @Test
    void columnsWithoutNamesHavePositions() throws Exception {
        String path = write("table.csv", "1;2;3\n4;0;6\n");
        Loaded set = Loaded.of(new Csv(path, new Label.Numbered("1", 3), List.of(), false, ';'));
        assertArrayEquals(new float[][] {{1, 3}, {4, 6}}, set.features());
        assertArrayEquals(new int[] {2, 0}, set.labels());
    }

    @Test
    void namesOfClassesAreSorted() throws Exception {
        Csv csv = Csv.of(write("table.csv", "a,label\n1,dog\n2,cat\n3,dog\n"), NAMED);
        assertArrayEquals(new int[] {1, 0, 1}, Loaded.of(csv).labels());
        assertEquals(
                List.of("cat", "dog"), csv.inspect(new Configuration()).schema().classNames());
    }

    @Test
    void declaredNamesOfClassesKeepTheirOrder() throws Exception {
        String path = write("table.csv", "a,label\n1,dog\n2,cat\n");
        Loaded set = Loaded.of(Csv.of(path, new Label.Named("label", List.of("dog", "cat", "eel"))));
        assertArrayEquals(new int[] {0, 1}, set.labels());
        assertEquals(Shape.of(3), set.examples().target());
    }

    @Test
    void valuesAreTargetsOfARegression() throws Exception {
        Csv csv = Csv.of(write("table.csv", "a,label\n1,0.5\n2,-7\n"), VALUE);
        assertArrayEquals(new float[][] {{0.5f}, {-7}}, Loaded.of(csv).targets());
        assertFalse(csv.inspect(new Configuration()).schema().classification());
    }

    @Test
    void partFilesFollowEachOtherAndMarkersAreSkipped() throws Exception {
        write("part-00001.csv", "a,label\n3,1\n");
        write("part-00000.csv", "a,label\n1,0\n2,0\n");
        write("_SUCCESS", "");
        Csv csv = Csv.of(dir.toString(), NUMBERED);
        assertArrayEquals(new float[][] {{1}, {2}, {3}}, Loaded.of(csv).features());
        assertEquals(3, csv.inspect(new Configuration()).count());
    }

    @Test
    void emptyPartFilesAreSkipped() throws Exception {
        write("part-00000.csv", "");
        write("part-00001.csv", "a,label\n3,1\n");
        write("part-00002.csv", "");
        assertEquals(
                1, Csv.of(dir.toString(), NUMBERED).load(new Configuration()).count());
    }

    @Test
    void packedAndPlainFilesGiveTheSameExamples() throws Exception {
        String text = "a,label\n1,0\n2,1\n";
        Csv packed = Csv.of(
                IdxFiles.write(dir, "table.csv.gz", IdxFiles.gzip(text.getBytes(StandardCharsets.UTF_8))), NUMBERED);
        assertArrayEquals(Loaded.of(table(text)).features(), Loaded.of(packed).features());
    }

    @Test
    void quotesLineEndsEmptyLinesAndByteOrderMarksAreUnderstood() throws Exception {
        Loaded set = Loaded.of(table("\uFEFFa,\"label\"\r\n\"1\",\"2\"\r\n\r\n3,0"));
        assertArrayEquals(new float[][] {{1}, {3}}, set.features());
    }

    @Test
    void thousandsOfColumnsAreRead() throws Exception {
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < 3072; i++) {
            names.append("c").append(i).append(',');
        }
        Loaded set = Loaded.of(table(names + "label\n" + "1,".repeat(3072) + "2\n"));
        assertEquals(3072, set.features()[0].length);
    }

    @Test
    void missingFileIsNamedInFull() {
        Trouble.finding(Csv.of(dir + "/no.csv", NUMBERED), "file:" + dir + "/no.csv: no such file or directory");
    }

    @Test
    void patternWithoutMatchIsNamedInFull() {
        Trouble.finding(Csv.of(dir + "/*.csv", NUMBERED), "file:" + dir + "/*.csv: no file matches this pattern");
    }

    @Test
    void emptyDirectoryIsRefused() {
        Trouble.finding(Csv.of(dir.toString(), NUMBERED), "file:" + dir + ": holds no data files");
    }

    @Test
    void directoryOfDirectoriesIsRefused() throws Exception {
        Files.createDirectory(dir.resolve("label"));
        Trouble.reading(Csv.of(dir.toString(), NUMBERED), "label: is a directory among data files");
    }

    @Test
    void emptyFileAndFileOfNamesOnlyAreRefused() throws Exception {
        Trouble.reading(table(""), "holds no examples");
        Trouble.reading(table("a,label\n"), "holds no examples");
    }

    @Test
    void lineWithTooFewColumnsIsNamed() throws Exception {
        Trouble.reading(table("a,b,label\n1,2,0\n\n1,0\n1,2,0\n"), "table.csv: line 4: has 2 columns, expected 3");
    }

    @Test
    void lastLineWithTooManyColumnsAndNoLineEndIsNamed() throws Exception {
        Trouble.reading(table("a,label\n1,0\n1,0,5"), "line 3: has 3 columns, expected 2");
    }

    @Test
    void valueThatIsNoNumberIsNamedWithLineAndColumn() throws Exception {
        Trouble.loading(table("a,b,label\n1,2,0\n1,x7,0\n"), "line 3: column 2 (\"b\"): \"x7\" is not a finite number");
    }

    @Test
    void emptyAndInfiniteValuesAreNamed() throws Exception {
        Trouble.loading(table("a,label\n1,0\n,0\n"), "line 3: column 1 (\"a\"): is empty");
        Trouble.loading(table("a,label\n1,0\nNaN,0\n"), "line 3: column 1 (\"a\"): \"NaN\" is not a finite number");
        Trouble.loading(table("a,label\n1e39,0\n"), "line 2: column 1 (\"a\"): \"1e39\" is not a finite number");
    }

    @Test
    void labelsOutOfRangeAndBrokenOnesAreNamed() throws Exception {
        Trouble.loading(table("a,label\n1,3\n"), "line 2: column 2 (\"label\"): label 3, expected a whole number 0..2");
        Trouble.loading(table("a,label\n1,1.5\n"), "label 1.5, expected a whole number 0..2");
        Trouble.loading(table("a,label\n1,-1\n"), "label -1, expected");
    }

    @Test
    void unknownNameOfAClassIsRefusedWithASuggestion() throws Exception {
        String path = write("table.csv", "a,label\n1,setosa\n2,vergincia\n");
        Label label = new Label.Named("label", List.of("setosa", "virginica"));
        Trouble.reading(
                Csv.of(path, label), "line 3", "label \"vergincia\", expected one of", "did you mean virginica?");
    }

    @Test
    void oneClassOnlyIsRefused() throws Exception {
        Trouble.reading(Csv.of(write("table.csv", "a,label\n1,cat\n2,cat\n"), NAMED), "expected two classes at least");
    }

    @Test
    void missingLabelColumnIsRefusedWithASuggestion() throws Exception {
        Trouble.reading(
                table("a,b,lable\n1,2,0\n"), "no column \"label\"", "found [a, b, lable]", "did you mean lable?");
    }

    @Test
    void missingFeatureColumnIsRefused() throws Exception {
        String path = write("table.csv", "a,label\n1,0\n");
        Trouble.reading(
                new Csv(path, NUMBERED, List.of("zzz"), true, ','),
                "no column \"zzz\" for the feature, found [a, label]");
    }

    @Test
    void wrongSeparatorIsRefused() throws Exception {
        Trouble.reading(table("a;label\n1;0\n"), "no column \"label\" for the label, found [a;label]");
    }

    @Test
    void partFilesWithOtherColumnsAreRefused() throws Exception {
        write("part-0.csv", "a,label\n1,0\n");
        write("part-1.csv", "label,b\n0,1\n");
        Trouble.reading(
                Csv.of(dir.toString(), NUMBERED),
                "part-1.csv: differs in its columns from",
                "part-0.csv: lacks [a] and has [b] besides");
    }

    @Test
    void packedFileThatWasCutOffIsRefused() throws Exception {
        byte[] packed = IdxFiles.gzip("a,label\n1,0\n2,1\n".getBytes(StandardCharsets.UTF_8));
        String cut = IdxFiles.write(dir, "cut.csv.gz", Arrays.copyOf(packed, packed.length - 10));
        Trouble.reading(Csv.of(cut, NUMBERED), cut, "gzip data are damaged or cut off");
    }

    @Test
    void impossibleSettingsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> Csv.of(" ", NUMBERED));
        assertThrows(IllegalArgumentException.class, () -> Csv.of("x", null));
        assertThrows(IllegalArgumentException.class, () -> new Csv("x", NUMBERED, List.of("label"), true, ','));
        assertThrows(IllegalArgumentException.class, () -> new Csv("x", NUMBERED, List.of("a", "a"), true, ','));
        assertThrows(IllegalArgumentException.class, () -> new Csv("x", NUMBERED, List.of(), true, '"'));
    }
}
