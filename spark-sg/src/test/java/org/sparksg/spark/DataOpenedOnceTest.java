package org.sparksg.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparksg.config.RunConfig;
import org.sparksg.data.Column;
import org.sparksg.data.DataSummary;
import org.sparksg.pipeline.Feed;
import org.sparksg.pipeline.RunPlan;
import org.sparksg.pipeline.RunSettings;

/** Nothing but counting the rows tells how many there are, so a table of text is expensive to look at. */
class DataOpenedOnceTest {
    private static final Configuration HADOOP = new Configuration();
    private static final int ROWS = 60_000;

    /** Once for the rows, and once for the fingerprint, which vouches for every byte. */
    private static final int ONCE = 2;

    @TempDir
    private Path folder;

    private RunSettings settings;
    private long length;

    @BeforeEach
    void write() throws IOException {
        StringBuilder table = new StringBuilder("a,b,kind\n");
        for (int i = 0; i < ROWS; i++) {
            table.append(i % 7).append(".25,").append(i % 13).append(".125,").append(i % 2 == 0 ? "even" : "odd");
            table.append('\n');
        }
        Path file = Files.writeString(folder.resolve("table.csv"), table);
        length = Files.size(file);
        settings = RunConfig.parse(
                        "x.conf",
                        "data.train { format = csv, path = \"" + file + "\", label { column = kind, kind = named } }\n"
                                + "data.test = ${data.train}\nnetwork.layers = [ {dense = 2} ]\nstages = 1\n",
                        List.of())
                .settings();
    }

    /** Returns how often a file of this size was read since {@code before}. */
    private double reads(long before) {
        return (bytesRead() - before) / (double) length;
    }

    private static long bytesRead() {
        return FileSystem.getAllStatistics().stream()
                .mapToLong(FileSystem.Statistics::getBytesRead)
                .sum();
    }

    @Test
    void driverReadsEachTableOnceAndTheFirstStageOnceMore() throws IOException {
        long before = bytesRead();
        DataSummary data = settings.data().open(HADOOP, settings.seed());
        RunPlan plan = Planner.plan(settings, data, new SparkConf(false));
        assertTrue(Provenance.fixed(plan).get("data").startsWith("train=csv-"));
        double driver = reads(before);
        assertEquals(2 * ONCE, driver, 0.01, "reads of two tables");

        long start = bytesRead();
        new Feed(plan, settings.data().load(HADOOP, settings.seed(), data));
        assertEquals(2 * ONCE, reads(start), 0.01);
    }

    @Test
    void whatWasFoundIsInThePlan() throws IOException {
        DataSummary data = settings.data().open(HADOOP, settings.seed());
        assertEquals(ROWS, data.train() + data.validation());
        assertEquals(ROWS, data.test());
        assertEquals(
                List.of(new Column("a", 1), new Column("b", 1)), data.schema().columns());
        assertEquals("kind", data.schema().label());
        assertEquals(List.of("even", "odd"), data.schema().classNames());
        assertEquals(data, Planner.plan(settings, data, new SparkConf(false)).data());
    }
}
