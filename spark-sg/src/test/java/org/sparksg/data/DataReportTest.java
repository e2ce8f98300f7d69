package org.sparksg.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of data before anybody trains on them. */
class DataReportTest {
    private static final Label NUMBERED = new Label.Numbered("y", 3);
    private static final Label NAMED = new Label.Named("y", List.of());

    private final Random random = new Random(3);

    @TempDir
    private Path dir;

    private DataReport report(String head, int rows, Label label, IntFunction<String> row) throws IOException {
        StringBuilder text = new StringBuilder(head + "\n");
        for (int i = 0; i < rows; i++) {
            text.append(row.apply(i)).append('\n');
        }
        Path file = dir.resolve("t.csv");
        Files.writeString(file, text);
        FeatureSettings features = new FeatureSettings(FeatureSettings.Scale.NONE, FeatureSettings.Missing.MEAN);
        return new DataSettings(Csv.of(file.toString(), label), null, 0, features, DataMemory.AUTO)
                .open(new Configuration(), 1)
                .report();
    }

    private String normal() {
        return String.format(Locale.ROOT, "%.4f", random.nextGaussian());
    }

    private static void warns(DataReport report, String fact, String fix) {
        assertTrue(
                report.warnings().stream()
                        .anyMatch(warning ->
                                warning.fact().contains(fact) && warning.fix().contains(fix)),
                "no \"" + fact + "\" with \"" + fix + "\" in " + report.warnings());
    }

    @Test
    void numbersOfAColumnAreTold() throws Exception {
        DataReport report = report("a,b,c,y", 4, NUMBERED, i -> List.of("1,0,-2.5,0", "2,1,,1", "3,1,0.5,2", "6,0,2,1")
                .get(i));
        assertEquals(4, report.rows());
        assertEquals(Map.of("0", 1L, "1", 2L, "2", 1L), report.classes());
        assertEquals(
                new DataReport.Feature("a", "whole", 0, 1, 6, 3, Math.sqrt(3.5)),
                report.features().get(0));
        assertEquals(
                new DataReport.Feature("b", "0 or 1", 0, 0, 1, 0.5, 0.5),
                report.features().get(1));
        DataReport.Feature c = report.features().get(2);
        assertEquals("real", c.kind());
        assertEquals(1, c.missing());
        assertEquals(0, c.mean(), 1e-12);
        assertEquals(Math.sqrt((6.25 + 0.25 + 4) / 3), c.deviation(), 1e-12);
    }

    @Test
    void severalNumbersOfAColumnAreTakenTogether() throws Exception {
        String path = ParquetFiles.write(
                dir, "v.parquet", ParquetFiles.ARRAY.formatted("v", "double") + " required double y;", 3, (row, i) -> {
                    ParquetFiles.array(row, "v", 1.0, i + 0.5, 10.0 * i);
                    row.append("y", 1.0 * i);
                });
        DataReport.Feature v = DataSettings.of(ParquetRows.of(path, NUMBERED), null)
                .open(new Configuration(), 1)
                .report()
                .features()
                .get(0);
        double[] all = {1, 1, 1, 0.5, 1.5, 2.5, 0, 10, 20};
        double mean = java.util.Arrays.stream(all).average().orElseThrow();
        double variance = java.util.Arrays.stream(all)
                .map(x -> (x - mean) * (x - mean))
                .average()
                .orElseThrow();
        assertEquals("3 x real", v.kind());
        assertEquals(mean, v.mean(), 1e-12);
        assertEquals(Math.sqrt(variance), v.deviation(), 1e-12);
        assertEquals(20, v.largest());
    }

    @Test
    void soundDataHaveNoWarning() throws Exception {
        assertEquals(
                List.of(),
                report("a,b,y", 300, NUMBERED, i -> normal() + "," + normal() + "," + i % 3)
                        .warnings());
        assertEquals(
                List.of(),
                report("a,b,y", 300, new Label.Value("y"), i -> normal() + "," + i % 2 + "," + normal())
                        .warnings());
    }

    @Test
    void columnsThatTellNothingAreWarnedOf() throws Exception {
        DataReport report = report(
                "constant,,id,leak,y",
                60,
                NUMBERED,
                i -> "4.2," + normal() + "," + (1000 + i) + "," + i % 3 + "," + i % 3);
        warns(report, "\"constant\" never change", "data.train.features");
        warns(report, "columns \"\" have no name", "data.train.features");
        warns(report, "\"id\" count the rows", "data.train.features");
        warns(report, "\"leak\" equal the label", "data.train.features");
        warns(
                report("Unnamed: 0,a,y", 60, NUMBERED, i -> i + "," + normal() + "," + i % 3),
                "\"Unnamed: 0\" count the rows",
                "data.train.features");
    }

    @Test
    void missingValuesAndWhatStandsForThemAreWarnedOf() throws Exception {
        DataReport report = report(
                "gap,code,y",
                100,
                NUMBERED,
                i -> (i % 3 == 0 ? normal() : "") + "," + (i % 10 == 0 ? "-999" : normal()) + "," + i % 3);
        warns(report, "\"gap\" are missing", "data.features.missing");
        warns(report, "\"code\" have -999", "data.features.missing");
    }

    @Test
    void sizesThatHinderLearningAreWarnedOf() throws Exception {
        warns(
                report("small,large,y", 100, NUMBERED, i -> normal() + "," + random.nextInt(100_000) + "," + i % 3),
                "\"large\" is about",
                "data.features.scale = standard");
        warns(
                report("a,b,y", 100, NUMBERED, i -> normal() + "," + random.nextInt(1000) / 1e6 + "," + i % 3),
                "\"b\" about",
                "data.features.scale = standard");
        warns(
                report("a,y", 100, new Label.Value("y"), i -> normal() + "," + (10_000 + 10 * i)),
                "label \"y\" is about",
                "divide the column");
        warns(
                report("a,y", 2000, NUMBERED, i -> (i == 77 ? "1e4" : normal()) + "," + i % 3),
                "\"a\" have values more than 20",
                "undo");
    }

    @Test
    void classesThatAreStrangeAreWarnedOf() throws Exception {
        warns(
                report("a,y", 60, new Label.Numbered("y", 10), i -> normal() + "," + (1 + i % 3)),
                "classes 0, 4, 5, 6, 7 and 2 more never come",
                "data.train.label.classes");
        warns(report("a,y", 60, NUMBERED, i -> normal() + ",1"), "every label is 1", "data.train.label.column");
        warns(
                report(
                        "a,y",
                        60,
                        NAMED,
                        i -> normal() + "," + List.of("yes", "no", "?").get(i % 3)),
                "\"?\" are classes",
                "leave out such rows");
        warns(
                report("a,y", 400, NAMED, i -> normal() + "," + (i % 40 == 0 ? "rare" : "common")),
                "classes rare (10) are rare beside common (390)",
                "network.class-weights = balanced");
        warns(report("a,y", 60, new Label.Value("y"), i -> normal() + ",3"), "is 3.00 in every row", "column");
    }
}
