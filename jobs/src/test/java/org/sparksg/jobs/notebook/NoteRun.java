package org.sparksg.jobs.notebook;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.sparksg.jobs.notebook.Note.Paragraph;
import org.sparksg.jobs.notebook.Repl.Outcome;

/** A note that was run from top to bottom, on a folder of results that it was given in the place of its own. */
final class NoteRun implements AutoCloseable {
    private final Note note;
    private final Pattern folder;
    private final Repl repl;
    private final Map<String, Outcome> outcomes = new LinkedHashMap<>();

    /**
     * Runs all paragraphs.
     *
     * @param variable the value of the note that names the folder
     * @param results the folder
     * @param classes for what the interpreter compiles; is made
     */
    NoteRun(Note note, String variable, Path results, Path classes) throws IOException {
        this.note = note;
        this.folder = Pattern.compile("val " + variable + " = \"[^\"]*\"");
        this.repl = new Repl(Files.createDirectory(classes));
        String assignment = "val " + variable + " = \"" + results.toAbsolutePath() + "\"";
        for (Paragraph paragraph : note.code()) {
            String code = folder.matcher(paragraph.code()).replaceAll(assignment);
            outcomes.put(paragraph.title(), repl.run(paragraph.withCode(code)));
        }
    }

    Note note() {
        return note;
    }

    Map<String, Outcome> outcomes() {
        return outcomes;
    }

    /** Returns how many paragraphs name the folder. */
    long placesOfTheFolder() {
        return note.code().stream()
                .filter(paragraph -> folder.matcher(paragraph.code()).find())
                .count();
    }

    /** Returns what a paragraph gave, which must have succeeded. */
    Outcome outcome(String title) {
        Outcome outcome = outcomes.get(title);
        assertTrue(outcome != null && outcome.succeeded(), () -> title + ": " + outcome);
        return outcome;
    }

    /** Runs a paragraph of the note once more. */
    Outcome again(String title) {
        return repl.run(note.code().stream()
                .filter(paragraph -> paragraph.title().equals(title))
                .findFirst()
                .orElseThrow());
    }

    /** Runs code that is not in the note. */
    Outcome scala(String code) {
        return repl.run(new Paragraph("scala", "%spark", code, note.json()));
    }

    Outcome sql(String code) {
        return repl.run(new Paragraph("query", "%spark.sql", code, note.json()));
    }

    static void assertWithin(double from, double to, List<Double> values) {
        assertFalse(values.isEmpty());
        values.forEach(value -> assertTrue(value >= from && value <= to, "not in " + from + ".." + to + ": " + values));
    }

    @Override
    public void close() {
        repl.close();
    }
}
