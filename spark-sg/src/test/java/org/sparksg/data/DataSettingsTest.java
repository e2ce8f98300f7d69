package org.sparksg.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparksg.settings.BadSetting;

class DataSettingsTest {
    private final Configuration hadoop = new Configuration();

    @TempDir
    Path dir;

    @Test
    void heldOutExamplesAreNotTrainedOn() throws Exception {
        DataSets sets = new DataSettings(new Digits(50, 1), new Digits(20, 2), 0.2).load(hadoop, 42);
        assertEquals(40, sets.training().count());
        assertEquals(10, sets.heldOut().orElseThrow().count());
        assertEquals(20, sets.test().orElseThrow().count());
        float[][] held = new Loaded(sets.heldOut().orElseThrow()).features();
        float[][] all = Loaded.of(new Digits(50, 1)).features();
        int[] positions = new HoldOut(0.2, 42).heldOut(50);
        for (int i = 0; i < held.length; i++) {
            assertArrayEquals(all[positions[i]], held[i]);
        }
    }

    @Test
    void withoutHeldOutShareAndTestDataThereAreNone() throws Exception {
        DataSets sets = DataSettings.of(new Digits(20, 1), null).load(hadoop, 42);
        assertEquals(20, sets.training().count());
        assertTrue(sets.heldOut().isEmpty());
        assertTrue(sets.test().isEmpty());
    }

    /** Whoever evaluates may have less memory than the executor that trained. */
    @Test
    void testDataAloneDoNotAskForAShuffleBuffer() throws Exception {
        Files.writeString(dir.resolve("t.csv"), "a,y\n" + "1,0\n2,1\n".repeat(500));
        Csv table = Csv.of(dir.resolve("t.csv").toString(), new Label.Numbered("y", 2));
        DataSettings settings = new DataSettings(
                table, table, 0, FeatureSettings.NONE, new DataMemory(DataMemory.Use.FALSE, DataMemory.Use.AUTO, 1000));
        DataSummary found = settings.open(hadoop, 1);
        assertThrows(BadSetting.class, () -> settings.decide(found, 1 << 14, 10));
        assertTrue(settings.decideTest(found, 1 << 14).streaming().test());
        assertFalse(settings.decideTest(found, 1 << 20).streaming().test());
    }

    /** An attempt that goes on after a failure reads the data again, and must not go on with others. */
    @ParameterizedTest
    @ValueSource(strings = {"train.csv", "test.csv"})
    void dataThatWereExchangedSinceThePlanAreRefused(String exchanged) throws Exception {
        StringBuilder rows = new StringBuilder("a,b,y\n");
        for (int i = 0; i < 20_000; i++) {
            rows.append(i % 97)
                    .append(',')
                    .append(i % 89)
                    .append(',')
                    .append(i % 3)
                    .append('\n');
        }
        for (String name : List.of("train.csv", "test.csv")) {
            Files.writeString(dir.resolve(name), rows);
        }
        DataSettings settings = new DataSettings(
                Csv.of(dir.resolve("train.csv").toString(), new Label.Numbered("y", 3)),
                Csv.of(dir.resolve("test.csv").toString(), new Label.Numbered("y", 3)),
                0.1);
        DataSummary planned = settings.open(hadoop, 1);
        settings.load(hadoop, 1, planned);
        int middle = rows.indexOf("\n50,", rows.length() / 2) + 1; // the length and both ends stay as they are
        rows.replace(middle, middle + 2, "51");
        Files.writeString(dir.resolve(exchanged), rows);
        var refusal = assertThrows(DataException.class, () -> settings.load(hadoop, 1, planned));
        assertTrue(
                refusal.getMessage().startsWith("data.train or data.test were changed since the run was planned:"),
                refusal.getMessage());
    }

    @Test
    void fingerprintChangesWithEachPart() throws Exception {
        DataSettings settings = new DataSettings(new Digits(20, 1), new Digits(20, 2), 0.2);
        String before = settings.open(hadoop, 1).fingerprint();
        assertEquals(
                before,
                new DataSettings(new Digits(20, 1), new Digits(20, 2), 0.2)
                        .open(hadoop, 1)
                        .fingerprint());
        assertNotEquals(
                before,
                new DataSettings(new Digits(20, 3), new Digits(20, 2), 0.2)
                        .open(hadoop, 1)
                        .fingerprint());
        assertNotEquals(
                before,
                new DataSettings(new Digits(20, 1), null, 0.2).open(hadoop, 1).fingerprint());
        assertNotEquals(
                before,
                new DataSettings(new Digits(20, 1), new Digits(20, 2), 0.1)
                        .open(hadoop, 1)
                        .fingerprint());
    }

    @Test
    void testDataOfAnotherShapeAreRefused() throws Exception {
        String csv = IdxFiles.write(dir, "test.csv", "a,label\n1,0\n".getBytes());
        DataSettings settings = DataSettings.of(new Digits(20, 1), Csv.of(csv, new Label.Numbered("label", 10)));
        DataException trouble = assertThrows(DataException.class, () -> settings.open(hadoop, 1));
        assertTrue(trouble.getMessage().contains("features [28, 28, 1]"), trouble.getMessage());
        assertTrue(trouble.getMessage().contains("features [1]"), trouble.getMessage());
    }

    @Test
    void testDataWithOtherClassNamesAreRefused() throws Exception {
        String train = IdxFiles.write(dir, "train.csv", "a,label\n1,cat\n2,dog\n".getBytes());
        String test = IdxFiles.write(dir, "test.csv", "a,label\n1,dog\n2,eel\n".getBytes());
        Label label = new Label.Named("label", List.of());
        DataSettings settings = DataSettings.of(Csv.of(train, label), Csv.of(test, label));
        DataException trouble = assertThrows(DataException.class, () -> settings.open(hadoop, 1));
        assertTrue(trouble.getMessage().contains("[cat, dog]"), trouble.getMessage());
        assertTrue(
                trouble.getMessage().contains("test.csv: line 3: column 2 (\"label\"): label \"eel\", expected one of"),
                trouble.getMessage());
    }

    @Test
    void settingsTravelBySerialization() throws Exception {
        DataSettings settings = new DataSettings(
                new Csv("data", new Label.Named("label", List.of("a", "b")), List.of("x"), true, ';'),
                ParquetRows.of("data", new Label.Value("y")),
                0.25);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(settings);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertEquals(settings, in.readObject());
        }
    }

    @Test
    void missingTrainingDataAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> DataSettings.of(null, null));
    }
}
