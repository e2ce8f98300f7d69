package org.sparksg.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparksg.data.DataReport;

class DataPageTest {
    private static final Configuration HADOOP = new Configuration();

    @TempDir
    private Path folder;

    @Test
    void lengthsOfSequencesAreShown() {
        DataReport.Lengths lengths = new DataReport.Lengths(3, 1234, 2, 900);
        DataPage page = new DataPage(new DataReport(20, List.of(), null, Map.of(), lengths, List.of()));
        assertEquals(List.of("steps    1,234 in 3 sequences of 2 to 900, in 20 windows"), page.lines(false));
    }

    /** Hadoop tells it by an Error. */
    @Test
    void fullDiskIsToldAndLeavesThePageThatWasThere() throws IOException {
        DataPage page = new DataPage(new DataReport(3, List.of(), null, Map.of(), List.of()));
        page.write(HADOOP, folder.toString(), "The data of run");
        String before = Files.readString(folder.resolve("data.html"));
        assertTrue(before.contains("<h1>The data of run</h1>"), before);

        Files.createSymbolicLink(folder.resolve("_data.html"), Path.of("/dev/full")); // where the new page is made
        IOException trouble =
                assertThrows(IOException.class, () -> page.write(HADOOP, folder.toString(), "The data of another run"));
        assertTrue(trouble.getMessage().endsWith("data.html: No space left on device"), trouble.getMessage());
        assertEquals(before, Files.readString(folder.resolve("data.html")));
    }
}
