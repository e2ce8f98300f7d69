package org.sparksg.jobs.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sparksg.jobs.notebook.NoteRun.assertWithin;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sparksg.jobs.notebook.Note.Paragraph;
import org.sparksg.jobs.notebook.Repl.Outcome;

/** What holds for every note that was run. */
interface NoteChecks {
    int ROWS_THAT_ZEPPELIN_SHOWS = 1000;

    NoteRun run();

    @Test
    default void everyParagraphSucceeds() {
        assertEquals(run().note().code().size(), run().outcomes().size(), "titles must differ");
        run().outcomes().forEach((title, outcome) -> assertTrue(outcome.succeeded(), title + ": " + outcome.text()));
    }

    @Test
    default void folderIsAPlainValueThatStandsInOnePlace() {
        assertEquals(1, run().placesOfTheFolder());
    }

    @Test
    default void chartsNameColumnsOfTheirResults() {
        for (Paragraph paragraph : run().note().code()) {
            List<String> columns = run().outcome(paragraph.title()).columns();
            List<JsonNode> shown = new ArrayList<>();
            for (String role : List.of("keys", "groups", "values")) {
                paragraph.graph().path(role).forEach(shown::add);
            }
            for (JsonNode column : shown) {
                assertEquals(
                        column.get("index").asInt(),
                        columns.indexOf(column.get("name").asText()),
                        paragraph.title());
            }
        }
    }

    @Test
    default void resultsOfQueriesAreWholeAndSmallEnoughToShow() {
        for (Paragraph paragraph : run().note().code()) {
            Outcome outcome = run().outcome(paragraph.title());
            if (paragraph.interpreter().equals("%spark.sql")) {
                assertWithin(1, ROWS_THAT_ZEPPELIN_SHOWS, List.of((double)
                        outcome.rows().size()));
                outcome.rows().forEach(row -> assertFalse(row.anyNull(), paragraph.title() + ": " + row));
            }
        }
    }

    @Test
    default void typeErrorIsReportedAsFailed() {
        assertFalse(run().scala("val steps: Int = \"many\"").succeeded());
    }

    @Test
    default void exceptionIsReportedAsFailed() {
        assertFalse(run().scala("sys.error(\"broken\")").succeeded());
    }

    @Test
    default void queryOfAnUnknownColumnIsReportedAsFailed() {
        assertFalse(run().sql("SELECT no_such_column FROM steps").succeeded());
    }
}
