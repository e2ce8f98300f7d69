package org.sparksg.jobs.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The note as a file: what Zeppelin can import, and nothing of the machine where it was edited. */
class NoteTest {
    private static final Set<String> INTERPRETERS = Set.of("%md", "%spark", "%spark.sql");
    private static final Pattern ADDRESS =
            Pattern.compile("https?://|jobUrl|localhost|\\b\\d+\\.\\d+\\.\\d+\\.\\d+\\b");

    private static Note note;

    @BeforeAll
    static void read() throws IOException {
        note = Note.read(Note.TRAINING);
    }

    @Test
    void fileNameIsNameAndIdOfTheNote() {
        String name =
                note.json().get("name").asText() + "_" + note.json().get("id").asText() + ".zpln";
        assertEquals(Note.TRAINING.getFileName().toString(), name);
    }

    @Test
    void paragraphsHaveIdsOfTheirOwn() {
        Set<String> ids = new HashSet<>();
        for (Note.Paragraph paragraph : note.paragraphs()) {
            assertTrue(ids.add(paragraph.id()), "twice: " + paragraph.id());
        }
        assertTrue(ids.size() > 10, "paragraphs: " + ids.size());
    }

    @Test
    void noParagraphKeepsAResult() {
        for (Note.Paragraph paragraph : note.paragraphs()) {
            JsonNode json = paragraph.json();
            assertTrue(json.path("results").path("msg").isEmpty(), paragraph.id());
            assertTrue(json.path("runtimeInfos").isEmpty(), paragraph.id());
            assertEquals("READY", json.get("status").asText(), paragraph.id());
            for (String trace : List.of("user", "dateUpdated", "dateStarted", "dateFinished")) {
                assertFalse(json.has(trace), paragraph.id() + " keeps " + trace);
            }
        }
    }

    @Test
    void noHostIsNamed() {
        // The one address that belongs here is the name of SVG's vocabulary.
        var found = ADDRESS.matcher(note.text().replace("http://www.w3.org/2000/svg", ""));
        assertFalse(found.find(), () -> "found " + found.group());
    }

    @Test
    void paragraphsUseOnlyInterpretersThatTheTestRuns() {
        for (Note.Paragraph paragraph : note.paragraphs()) {
            assertTrue(INTERPRETERS.contains(paragraph.interpreter()), paragraph.interpreter());
            if (!paragraph.interpreter().equals("%spark")) { // elsewhere Zeppelin takes this for a dynamic form
                assertFalse(paragraph.code().contains("${"), paragraph.title());
            }
        }
    }

    @Test
    void everyParagraphBeginsWithATitleAndWhatToSee() {
        for (Note.Paragraph paragraph : note.paragraphs()) {
            String firstLine = paragraph.code().lines().findFirst().orElseThrow();
            if (paragraph.isText()) {
                assertTrue(firstLine.startsWith("#"), firstLine);
            } else {
                assertFalse(paragraph.title().isBlank(), firstLine);
                assertTrue(firstLine.matches("(//|--) You should see .*"), firstLine);
            }
        }
    }
}
