package org.sparksg.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparksg.settings.BadSetting;

/** A column that says how much each example counts. */
class WeightsTest {
    private static final Label NUMBERED = new Label.Numbered("y", 2);

    @TempDir
    private Path dir;

    private Csv csv(String name, String text) throws IOException {
        Path file = dir.resolve(name);
        Files.writeString(file, text);
        return new Csv(file.toString(), NUMBERED, List.of(), "w", CsvDialect.USUAL);
    }

    private static DataSets load(DataSource train, DataSource test) throws IOException {
        return DataSettings.of(train, test).load(new Configuration(), 1);
    }

    @Test
    void targetsAreMultipliedAndTheMeanIsOne() throws Exception {
        Csv train = csv("train.csv", "a,w,y\n1,10,0\n2,30,1\n3,20,1\n");
        Csv test = csv("test.csv", "w,a,y\n1,5,1\n3,6,0\n");
        DataSets sets = load(train, test);
        Loaded training = new Loaded(sets.training());
        assertArrayEquals(new float[][] {{1}, {2}, {3}}, training.features());
        assertArrayEquals(new float[][] {{0.5f, 0}, {0, 1.5f}, {0, 1}}, training.targets());
        assertArrayEquals(
                new float[][] {{0, 0.5f}, {1.5f, 0}}, new Loaded(sets.test().orElseThrow()).targets());
        Loaded part = new Loaded(sets.training().subset(new int[] {2, 0}));
        assertArrayEquals(new float[][] {{0, 1}, {0.5f, 0}}, part.targets());
    }

    @Test
    void aWeightOfZeroStillTellsTheClass() throws Exception {
        float[][] targets =
                new Loaded(load(csv("z.csv", "a,w,y\n1,0,1\n2,2,0\n"), null).training()).targets();
        assertEquals(0, targets[0][0]);
        assertEquals(1e-6, targets[0][1], 1e-9);
    }

    @Test
    void weightsOfParquetAreReadToo() throws Exception {
        String path = ParquetFiles.write(
                dir, "w.parquet", "required double a; required int32 w; required double y;", 2, (row, i) -> row.append(
                                "a", 1.0 * i)
                        .append("w", 1 + 2 * i)
                        .append("y", 1.0 * i));
        DataSets sets = load(new ParquetRows(path, NUMBERED, List.of(), "w"), null);
        assertArrayEquals(new float[][] {{0.5f, 0}, {0, 1.5f}}, new Loaded(sets.training()).targets());
        assertEquals(1, sets.training().features().size());
    }

    @Test
    void whatIsNoWeightIsRefused() throws Exception {
        for (String weight : List.of("-1", "NA", "", "inf", "1e39")) {
            Csv train = csv("bad.csv", "a,w,y\n1,1,0\n2," + weight + ",1\n");
            DataException refused = assertThrows(DataException.class, () -> load(train, null));
            assertTrue(refused.getMessage().contains("line 3"), refused.getMessage());
            assertTrue(refused.getMessage().contains("\"w\""), refused.getMessage());
        }
        Csv none = csv("none.csv", "a,w,y\n1,0,0\n2,0,1\n");
        assertTrue(assertThrows(DataException.class, () -> load(none, null))
                .getMessage()
                .contains("every weight"));
        Csv missing = csv("missing.csv", "a,v,y\n1,0,0\n2,0,1\n");
        assertTrue(assertThrows(DataException.class, () -> load(missing, null))
                .getMessage()
                .contains("no column \"w\" for the weight"));
        assertThrows(BadSetting.class, () -> new Csv("x", NUMBERED, List.of("w"), "w", CsvDialect.USUAL));
        assertThrows(BadSetting.class, () -> new Csv("x", NUMBERED, List.of(), "y", CsvDialect.USUAL));
    }
}
