package org.sparksg.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparksg.data.FeatureSettings.Missing;
import org.sparksg.data.FeatureSettings.Scale;
import org.sparksg.settings.BadSetting;
import org.sparksg.tensor.Element;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/** What becomes of features before a network sees them. */
class PreparationTest {
    private static final Configuration HADOOP = new Configuration();
    private static final Label VALUE = new Label.Value("y");

    @TempDir
    private Path dir;

    private String csv(String name, String text) throws IOException {
        Path file = dir.resolve(name);
        Files.writeString(file, text);
        return file.toString();
    }

    private static DataSets load(DataSource train, DataSource test, double heldOut, Scale scale, Missing missing)
            throws IOException {
        return new DataSettings(train, test, heldOut, new FeatureSettings(scale, missing), DataMemory.AUTO)
                .load(HADOOP, 7);
    }

    private static float[][] features(Examples examples) {
        return new Loaded(examples).features();
    }

    @Test
    void constantsComeFromTheExamplesThatAreNotHeldOut() throws Exception {
        Random random = new Random(1);
        double[] values =
                IntStream.range(0, 50).mapToDouble(i -> random.nextInt(1000)).toArray();
        StringBuilder text = new StringBuilder("a,y\n");
        Arrays.stream(values).forEach(value -> text.append(value + ",1\n"));
        Csv train = Csv.of(csv("train.csv", text.toString()), VALUE);
        Csv test = Csv.of(csv("test.csv", "y,a\n2,500\n"), VALUE);
        HoldOut split = new HoldOut(0.3, 7);
        double[] left =
                Arrays.stream(split.training(50)).mapToDouble(i -> values[i]).toArray();
        double mean = Arrays.stream(left).average().orElseThrow();
        double deviation = Math.sqrt(
                Arrays.stream(left).map(x -> (x - mean) * (x - mean)).average().orElseThrow());

        DataSets standard = load(train, test, 0.3, Scale.STANDARD, Missing.REFUSE);
        assertEquals(35, standard.training().count());
        assertEquals((500 - mean) / deviation, features(standard.test().orElseThrow())[0][0], 1e-6);
        int first = split.heldOut(50)[0];
        assertEquals(
                (values[first] - mean) / deviation, features(standard.heldOut().orElseThrow())[0][0], 1e-6);

        DataSets range = load(train, test, 0.3, Scale.MIN_MAX, Missing.REFUSE);
        double least = Arrays.stream(left).min().orElseThrow();
        double largest = Arrays.stream(left).max().orElseThrow();
        assertEquals((500 - least) / (largest - least), features(range.test().orElseThrow())[0][0], 1e-6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "NA", "?", "nan", "NULL", " n/a ", "\"\""})
    void missingCellsBecomeTheMeanAndAnIndicator(String cell) throws Exception {
        Csv train = Csv.of(csv("train.csv", "a,b,y\n1,7,0\n" + cell + ",8,0\n3,9,0\n8,9,1\n"), VALUE);
        Csv test = Csv.of(csv("test.csv", "a,b,y\n5," + cell + ",0\n" + cell + ",1,1\n"), VALUE);
        DataSets mean = load(train, test, 0, Scale.NONE, Missing.MEAN);
        assertArrayEquals(new float[][] {{1, 7}, {4, 8}, {3, 9}, {8, 9}}, features(mean.training()));
        assertArrayEquals(
                new float[][] {{5, 8.25f}, {4, 1}}, features(mean.test().orElseThrow()));
        DataSets indicator = load(train, test, 0, Scale.NONE, Missing.INDICATOR);
        assertArrayEquals(new float[][] {{1, 7, 0}, {4, 8, 1}, {3, 9, 0}, {8, 9, 0}}, features(indicator.training()));
        assertArrayEquals(
                new float[][] {{5, 8.25f, 0}, {4, 1, 1}},
                features(indicator.test().orElseThrow()));
    }

    @Test
    void nullsAndNansOfParquetAreMissingToo() throws Exception {
        String fields = "optional double a; " + ParquetFiles.ARRAY.formatted("v", "double") + " required double y;";
        String path = ParquetFiles.write(dir, "t.parquet", fields, 4, (row, i) -> {
            if (i == 1) {
                row.append("a", Double.NaN);
            } else if (i != 2) {
                row.append("a", 2.0 * i);
            }
            if (i != 3) {
                ParquetFiles.array(row, "v", 1.0, i == 2 ? null : 5.0 + i);
            }
            row.append("y", 1.0);
        });
        ParquetRows train = ParquetRows.of(path, VALUE);
        DataSets sets = load(train, null, 0, Scale.NONE, Missing.INDICATOR);
        assertArrayEquals(
                new float[][] {
                    {0, 1, 5, 0, 0, 0},
                    {3, 1, 6, 1, 0, 0},
                    {3, 1, 5.5f, 1, 0, 1},
                    {6, 1, 5.5f, 0, 1, 1}
                },
                features(sets.training()));
        DataException refused =
                assertThrows(DataException.class, () -> load(train, null, 0, Scale.STANDARD, Missing.REFUSE));
        assertTrue(refused.getMessage().contains("data.features.missing"), refused.getMessage());
    }

    @Test
    void missingCellsAreRefusedUnlessSomebodySaysWhatToDo() throws Exception {
        for (String cell : List.of("", "NA", "?")) {
            Csv train = Csv.of(csv("r.csv", "a,y\n1,0\n" + cell + ",1\n"), VALUE);
            DataException refused =
                    assertThrows(DataException.class, () -> load(train, null, 0, Scale.STANDARD, Missing.REFUSE));
            assertTrue(refused.getMessage().contains("line 3"), refused.getMessage());
            assertTrue(refused.getMessage().contains("data.features.missing = mean or indicator"));
        }
    }

    @Test
    void whatIsNoNumberIsNotMissing() throws Exception {
        for (String cell : List.of("abc", "1,5", "inf", "12 kg")) {
            Csv train = Csv.of(csv("w.csv", "a,y\n1,0\n\"" + cell + "\",1\n"), VALUE);
            DataException refused =
                    assertThrows(DataException.class, () -> load(train, null, 0, Scale.NONE, Missing.MEAN));
            assertTrue(refused.getMessage().contains("\"" + cell + "\""), refused.getMessage());
        }
        Csv label = Csv.of(csv("l.csv", "a,y\n1,0\n2,NA\n"), VALUE);
        assertThrows(DataException.class, () -> load(label, null, 0, Scale.NONE, Missing.MEAN));
    }

    @Test
    void numbersAreScaledBeforeTheyAreNarrowed() throws Exception {
        StringBuilder text = new StringBuilder("seconds,y\n");
        for (int i = 0; i < 100; i++) {
            text.append(1_700_000_000L + i + "," + i + "\n");
        }
        Csv train = Csv.of(csv("time.csv", text.toString()), VALUE);
        DataException lost = assertThrows(DataException.class, () -> load(train, null, 0, Scale.NONE, Missing.REFUSE));
        assertTrue(lost.getMessage().contains("data.features.scale"), lost.getMessage());
        float[][] scaled =
                features(load(train, null, 0, Scale.STANDARD, Missing.REFUSE).training());
        assertEquals(100, Arrays.stream(scaled).map(row -> row[0]).distinct().count());
        assertEquals(-1.7148, scaled[0][0], 1e-3); // of 0..99: -49.5 / sqrt((100^2 - 1) / 12)
        assertEquals(
                1, features(load(train, null, 0, Scale.MIN_MAX, Missing.REFUSE).training())[99][0]);
    }

    @Test
    void aConstantBecomesZero() throws Exception {
        Csv train = Csv.of(csv("c.csv", "a,b,y\n5,,0\n5,,1\n"), VALUE);
        for (Scale scale : List.of(Scale.STANDARD, Scale.MIN_MAX)) {
            assertArrayEquals(
                    new float[][] {{0, 0}, {0, 0}},
                    features(load(train, null, 0, scale, Missing.MEAN).training()));
        }
    }

    @Test
    void theModelsTextTellsAllOfIt() throws Exception {
        Preparation one = new Preparation(
                new FeatureSettings(Scale.STANDARD, Missing.INDICATOR),
                List.of(new Preparation.Feature(0.1, 1 / 3.0, 1e-300, true), new Preparation.Feature(0, 0, 1, false)));
        ObjectMapper json = new ObjectMapper();
        assertEquals(one, json.readValue(json.writeValueAsString(one), Preparation.class));
    }

    /** Windows and memory make the same of a row: of its features, and of its weight. */
    @Test
    void whatIsStreamedIsPreparedAndWeightedToo() throws Exception {
        StringBuilder text = new StringBuilder("a,w,y\n");
        for (int i = 0; i < 20; i++) {
            text.append(i % 6 == 5 ? "NA," : i * i + ",").append(1 + i % 3 + "," + i % 2 + "\n");
        }
        Csv table =
                new Csv(csv("s.csv", text.toString()), new Label.Numbered("y", 2), List.of(), "w", CsvDialect.USUAL);
        FeatureSettings features = new FeatureSettings(Scale.STANDARD, Missing.INDICATOR);
        DataMemory none = new DataMemory(DataMemory.Use.FALSE, DataMemory.Use.FALSE, 6);
        DataSettings streamed = new DataSettings(table, table, 0.2, features, none);
        DataSummary planned = streamed.decide(streamed.open(HADOOP, 7), 1 << 30, 2);
        assertTrue(planned.streaming().train() && planned.streaming().test());
        Loaded memory = new Loaded(new DataSettings(table, table, 0.2, features, DataMemory.AUTO)
                .load(HADOOP, 7)
                .test()
                .orElseThrow());
        Tensor x = Tensor.zeros(Element.F32, Shape.of(2, 2));
        Tensor y = Tensor.zeros(Element.F32, Shape.of(2, 2));
        try (Readers readers = Readers.open(streamed, HADOOP, 7, planned, new Readers.Owner(2, 2, 1, () -> {}))) {
            for (int from = 0; from < 20; from += 2) {
                while (!readers.test().orElseThrow().read(0, from, x, y)) {
                    Thread.onSpinWait();
                }
                for (int i = 0; i < 4; i++) {
                    assertEquals(memory.features()[from + i / 2][i % 2], (float) x.get(i), "row " + (from + i / 2));
                    assertEquals(memory.targets()[from + i / 2][i % 2], (float) y.get(i), "row " + (from + i / 2));
                }
            }
        }
    }

    @Test
    void onlyTablesArePrepared() {
        BadSetting refused = assertThrows(
                BadSetting.class,
                () -> new DataSettings(
                        new Digits(10, 1),
                        null,
                        0,
                        new FeatureSettings(Scale.STANDARD, Missing.REFUSE),
                        DataMemory.AUTO));
        assertTrue(refused.getMessage().contains("features"), refused.getMessage());
    }

    @Test
    void testDataThatAreNoTableCannotBePrepared() throws Exception {
        Csv train = Csv.of(csv("t.csv", "a,b,y\n1,2,0\n3,4,1\n"), VALUE);
        for (DataSource other : List.of(new Digits(10, 1), new Points(Points.Rule.LINEAR, 2, 10, 1, 1))) {
            DataException refused =
                    assertThrows(DataException.class, () -> load(train, other, 0, Scale.STANDARD, Missing.REFUSE));
            assertTrue(refused.getMessage().startsWith("data.test: "), refused.getMessage());
            assertTrue(refused.getMessage().contains("only tables"), refused.getMessage());
        }
    }

    @Test
    void unnamedTestDataOfAnotherWidthAreRefused() throws Exception {
        Label first = new Label.Value("0");
        CsvDialect headless = new CsvDialect(false, ',', false, CsvDialect.NO_COMMENT, "UTF-8");
        Csv train = new Csv(csv("h.csv", "1,2,3\n4,6,5\n"), first, List.of(), "", headless);
        for (String row : List.of("1,2", "1,2,3,4")) {
            Csv test = new Csv(csv("i.csv", row + "\n" + row + "\n"), first, List.of(), "", headless);
            DataException refused =
                    assertThrows(DataException.class, () -> load(train, test, 0, Scale.STANDARD, Missing.REFUSE));
            assertTrue(refused.getMessage().startsWith("data.test: "), refused.getMessage());
            assertTrue(refused.getMessage().contains("expected 2 as in the training data"), refused.getMessage());
        }
    }

    @Test
    void shareThatHoldsNothingOutIsToldByItsOwnKey() throws Exception {
        Csv train = Csv.of(csv("few.csv", "a,y\n1,0\n2,1\n"), VALUE);
        BadSetting refused =
                assertThrows(BadSetting.class, () -> load(train, null, 0.1, Scale.STANDARD, Missing.REFUSE));
        assertTrue(refused.getMessage().startsWith("data.held-out = 0.1: "), refused.getMessage());
    }

    @Test
    void otherConstantsAreOtherData() throws Exception {
        Csv train = Csv.of(csv("f.csv", "a,y\n1,0\n2,1\n"), VALUE);
        String none = DataSettings.of(train, null).open(HADOOP, 1).fingerprint();
        String scaled = new DataSettings(
                        train, null, 0, new FeatureSettings(Scale.STANDARD, Missing.REFUSE), DataMemory.AUTO)
                .open(HADOOP, 1)
                .fingerprint();
        assertTrue(!none.equals(scaled), scaled);
    }
}
