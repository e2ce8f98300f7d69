package org.sparksg.jobs.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The notes as files: what Zeppelin can import, and nothing of the machine where it was edited. */
class NoteTest {
    private static final Set<String> INTERPRETERS = Set.of("%md", "%spark", "%spark.sql");
    private static final Pattern ADDRESS =
            Pattern.compile("https?://|jobUrl|localhost|\\b\\d+\\.\\d+\\.\\d+\\.\\d+\\b");

    static Stream<Note> notes() throws IOException {
        return Stream.of(Note.read(Note.TRAINING), Note.read(Note.COMPARISON));
    }

    @Test
    void allNotesOfTheFolderAreTested() throws IOException {
        try (Stream<Path> files = Files.list(Note.TRAINING.getParent())) {
            assertEquals(
                    Set.of(Note.TRAINING, Note.COMPARISON),
                    files.filter(file -> file.toString().endsWith(".zpln")).collect(Collectors.toSet()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"training_2SPARKSG1.zpln", "comparison_2SPARKSG2.zpln"})
    void fileNameIsNameAndIdOfTheNote(String file) throws IOException {
        Note note = Note.read(Note.TRAINING.resolveSibling(file));
        String name =
                note.json().get("name").asText() + "_" + note.json().get("id").asText() + ".zpln";
        assertEquals(file, name);
    }

    @ParameterizedTest
    @MethodSource("notes")
    void paragraphsHaveIdsOfTheirOwn(Note note) {
        Set<String> ids = new HashSet<>();
        for (Note.Paragraph paragraph : note.paragraphs()) {
            assertTrue(ids.add(paragraph.id()), "twice: " + paragraph.id());
        }
        assertTrue(ids.size() > 10, "paragraphs: " + ids.size());
    }

    @ParameterizedTest
    @MethodSource("notes")
    void noParagraphKeepsAResult(Note note) {
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

    @ParameterizedTest
    @MethodSource("notes")
    void noHostIsNamed(Note note) {
        // The one address that belongs here is the name of SVG's vocabulary.
        var found = ADDRESS.matcher(note.text().replace("http://www.w3.org/2000/svg", ""));
        assertFalse(found.find(), () -> "found " + found.group());
    }

    @ParameterizedTest
    @MethodSource("notes")
    void paragraphsUseOnlyInterpretersThatTheTestRuns(Note note) {
        for (Note.Paragraph paragraph : note.paragraphs()) {
            assertTrue(INTERPRETERS.contains(paragraph.interpreter()), paragraph.interpreter());
            if (!paragraph.interpreter().equals("%spark")) { // elsewhere Zeppelin takes this for a dynamic form
                assertFalse(paragraph.code().contains("${"), paragraph.title());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("notes")
    void everyParagraphBeginsWithATitleAndWhatToSee(Note note) {
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
