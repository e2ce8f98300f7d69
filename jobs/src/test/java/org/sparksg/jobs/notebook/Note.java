package org.sparksg.jobs.notebook;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A Zeppelin note.
 *
 * @param text the whole file
 * @param json the same, parsed
 * @param paragraphs its paragraphs, from top to bottom
 */
record Note(String text, JsonNode json, List<Paragraph> paragraphs) {
    static final Path TRAINING = Path.of("../notebooks-zeppelin/training_2SPARKSG1.zpln");
    static final Path COMPARISON = Path.of("../notebooks-zeppelin/comparison_2SPARKSG2.zpln");

    /** Reads a note; refuses whatever is not strictly JSON. */
    static Note read(Path file) throws IOException {
        String text = Files.readString(file);
        ObjectMapper mapper = new ObjectMapper()
                .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
        JsonNode json = mapper.readTree(text);
        List<Paragraph> paragraphs = new ArrayList<>();
        json.get("paragraphs").forEach(paragraph -> paragraphs.add(Paragraph.of(paragraph)));
        return new Note(text, json, List.copyOf(paragraphs));
    }

    /** Returns its name, for reports of tests. */
    @Override
    public String toString() {
        return json.path("name").asText();
    }

    /** The paragraphs that an interpreter runs. */
    List<Paragraph> code() {
        return paragraphs.stream().filter(paragraph -> !paragraph.isText()).toList();
    }

    /**
     * One paragraph.
     *
     * @param title the title, or an empty string
     * @param interpreter the first line of its text, such as {@code %spark}
     * @param code the lines after it
     * @param json everything
     */
    record Paragraph(String title, String interpreter, String code, JsonNode json) {

        static Paragraph of(JsonNode json) {
            String[] text = json.get("text").asText().split("\n", 2);
            return new Paragraph(json.path("title").asText(), text[0], text[1], json);
        }

        String id() {
            return json.get("id").asText();
        }

        boolean isText() {
            return interpreter.equals("%md");
        }

        /** The settings of the chart that shows the result. */
        JsonNode graph() {
            return json.path("config").path("results").path("0").path("graph");
        }

        Paragraph withCode(String other) {
            return new Paragraph(title, interpreter, other, json);
        }
    }
}
