package org.sparksg.lab.compare;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderTest {
    @TempDir
    private Path output;

    private Folder folder(boolean resume) throws IOException {
        return Folder.of(new Configuration(), output.toString(), "grid", resume, Optional.empty());
    }

    private Folder folder(boolean resume, String submission) throws IOException {
        return Folder.of(new Configuration(), output.toString(), "grid", resume, Optional.of(submission));
    }

    private void begin(String path, String name) throws IOException {
        Folder.at(new Configuration(), output.resolve(path).toString()).claim(name);
    }

    private static String last(Folder folder) {
        return Path.of(folder.location("")).getFileName().toString();
    }

    @Test
    void newComparisonTakesANewFolderAndResumeTheNewest() throws IOException {
        assertEquals("grid", last(folder(false)));
        begin("grid", "grid");
        assertEquals("grid-2", last(folder(false)));
        assertEquals("grid", last(folder(true)));
        begin("grid-3", "grid");
        begin("grid-quick", "grid-quick");
        assertEquals("grid-4", last(folder(false)));
        assertEquals("grid-3", last(folder(true)));
    }

    @Test
    void claimingAgainLeavesTheFolderAsItIs() throws IOException {
        begin("grid", "grid");
        Path whose = output.resolve("grid/comparison.json");
        Files.writeString(whose, Files.readString(whose) + " ");
        String before = Files.readString(whose);
        begin("grid", "grid");
        assertEquals(before, Files.readString(whose), "a kill while it is written would lose the comparison");
    }

    @Test
    void newestWithAModelIsNotThatWhichWasOnlyBegun() throws IOException {
        begin("grid", "grid");
        begin("grid-2", "grid");
        Files.createDirectories(output.resolve("grid/a_s1/model"));
        Files.createDirectories(output.resolve("grid-2/a_s1"));
        assertEquals("grid-2", last(Folder.newestWithModel(new Configuration(), output.toString(), "grid")));
        Files.createFile(output.resolve("grid/a_s1/model/model.ssgt"));
        assertEquals("grid", last(Folder.newestWithModel(new Configuration(), output.toString(), "grid")));
        assertEquals("grid-2", last(folder(true)), "resume goes on with the newest");
    }

    @Test
    void comparisonOfTheDriverBeforeGoesOnWhateverIsAskedFor() throws IOException {
        begin("grid", "grid");
        FormerDriver.had(output.resolve("grid"), "night-1");
        begin("grid-2", "grid");
        for (boolean resume : new boolean[] {false, true}) {
            assertEquals("grid", last(folder(resume, "night-1")));
        }
        assertEquals("grid-3", last(folder(false, "night-2")));
        assertEquals("grid-2", last(folder(true, "night-2")));
    }

    @Test
    void comparisonOfAnotherNameIsNotTaken() throws IOException {
        begin("grid", "grid");
        begin("grid-2", "grid-2");
        Files.createDirectories(output.resolve("grid-2/a_s1/model"));
        Files.createFile(output.resolve("grid-2/a_s1/model/model.ssgt"));
        assertEquals("grid", last(folder(true)));
        assertEquals("grid", last(Folder.newestWithModel(new Configuration(), output.toString(), "grid")));
        assertEquals("grid-3", last(folder(false)), "its folder is taken, though");
    }

    @Test
    void resumeWithoutComparisonIsRefused() {
        var refusal = assertThrows(IllegalArgumentException.class, () -> folder(true));
        assertTrue(refusal.getMessage().startsWith("--resume: there is no comparison grid in "), refusal.getMessage());
    }

    @Test
    void runWithOtherSettingsIsNoRunOfThisComparison() throws IOException {
        begin("grid", "grid");
        Files.createDirectories(output.resolve("grid/a_s1"));
        Files.writeString(
                output.resolve("grid/a_s1/run.json"),
                "{\"name\": \"a_s1\", \"config\": \"stages = 2  # default\\nspark.master = yarn\\n\", \"data\": \"train=a\"}");
        Folder folder = folder(true);
        assertTrue(folder.hasRun("a_s1"));
        assertFalse(folder.hasRun("b_s1"));
        assertDoesNotThrow(() -> folder.requireSame("a_s1", "stages = 2\n", "train=a", ""));
        assertDoesNotThrow(() -> folder.requireSame("b_s1", "stages = 9\n", "train=b", ""));
        var refusal = assertThrows(
                IllegalArgumentException.class, () -> folder.requireSame("a_s1", "stages = 3", "train=a", "do this"));
        assertTrue(
                refusal.getMessage().endsWith("grid/a_s1 are not those of the conf file any more: do this"),
                refusal.getMessage());
    }
}
