package org.sparksg.lab.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.sparksg.jobs.Page;
import org.sparksg.jobs.TextTable;

class ReportsTest {
    private static final Comparison COMPARISON = Examples.comparison(
            Examples.result("locked", "deep", 1, 0.02, 1000), Examples.result("cdni", "deep", 1, 0.01, 2000));

    @Test
    void markdownHasAllTables() {
        assertEquals("""
                # grid

                2 runs. Mean ± standard deviation over the seeds (number of runs).

                ## Test error, %

                | network | locked | cdni |
                |---|---|---|
                | deep | 2.00 (1) | 1.00 (1) |

                ## Test loss minus that of locked, seed by seed

                | network | locked | cdni |
                |---|---|---|
                | deep | 0.00000 (1) | 0.00000 (1) |

                ## Training examples per second

                | network | locked | cdni |
                |---|---|---|
                | deep | 1000 (1) | 2000 (1) |
                """, MarkdownReport.of(COMPARISON));
    }

    @Test
    void unfinishedComparisonSaysSo() {
        Comparison half = new Comparison("grid", "locked", OptionalDouble.empty(), 4, COMPARISON.entries());
        assertTrue(MarkdownReport.of(half).contains("\n2 of 4 runs so far. "));
    }

    @Test
    void timesToTheTargetAreThoseOfTheFirstEvaluationThatIsAsGood() throws IOException {
        Curves slow = new Curves(
                List.of(new Curves.Evaluation(20, 9, 0.3, 1), new Curves.Evaluation(40, 18, 0.06, 1)), List.of());
        Comparison timed = new Comparison("grid", "locked", OptionalDouble.of(0.055), 3, COMPARISON.entries())
                .with(new Comparison.Entry(Examples.result("locked", "deep", 2, 0.02, 1000), slow));
        String table = """

                ## Seconds of training to an error of 5.5 %

                | network | locked | cdni |
                |---|---|---|
                | deep | 2.5 (1), 1 never | 2.5 (1) |
                """;
        assertTrue(MarkdownReport.of(timed).endsWith(table), MarkdownReport.of(timed));
        assertTrue(HtmlReport.of(timed).contains("<td>2.5 (1), 1 never</td>"));
        Curves loss = new Curves(List.of(new Curves.Evaluation(20, 9, Double.NaN, 0.5)), List.of());
        Comparison regression = new Comparison("grid", "a", OptionalDouble.of(0.5), 1, List.of())
                .with(new Comparison.Entry(Examples.regression("a", 0.125), loss));
        assertTrue(MarkdownReport.of(regression).contains("## Seconds of training to a loss of 0.5\n"));
        assertTrue(MarkdownReport.of(regression).endsWith("| (the file's) | 9.0 (1) |\n"));
    }

    @Test
    void tableEscapesWhatWouldBreakIt() {
        TextTable table = new TextTable(List.of("a|b"), List.of(List.of("<i>&")));
        assertEquals("| a\\|b |\n|---|\n| <i>& |\n", table.markdown());
        assertTrue(table.html().contains("<td>&lt;i&gt;&amp;</td>"), table.html());
        assertThrows(IllegalArgumentException.class, () -> new TextTable(List.of("a"), List.of(List.of("b", "c"))));
    }

    @Test
    void pageNeedsNothingElse() throws IOException {
        String page = HtmlReport.of(COMPARISON);
        assertTrue(page.contains("Chart.js v4"), "the library");
        assertTrue(page.contains("Draws the curves of a comparison"), "the script");
        assertTrue(page.contains("<td>2.00 (1)</td>"), "the table");
        assertTrue(page.contains("<h2>Test loss minus that of locked, seed by seed</h2>"), "the differences");
        assertTrue(page.contains("<td>0.00000 (1)</td>"), "the differences");
        assertFalse(Pattern.compile("(src|href)\\s*=\\s*[\"']").matcher(page).find(), "loads something");
        assertFalse(page.contains("sourceMappingURL="), "names a file beside it");
        assertFalse(page.contains("{{"), "a place that nothing went to");
        assertEquals(3, page.split("</script>", -1).length - 1);
    }

    @Test
    void dataOfThePageAreTheCurves() throws IOException {
        Matcher data = Pattern.compile("<script id=\"data\"[^>]*>(.*?)</script>", Pattern.DOTALL)
                .matcher(HtmlReport.of(COMPARISON));
        assertTrue(data.find());
        JsonNode json = new ObjectMapper().readTree(data.group(1));
        assertEquals("error, %", json.get("measure").asText());
        JsonNode run = json.get("runs").get(1);
        assertEquals("cdni", run.get("rule").asText());
        assertEquals(
                "[{\"x\":20.0,\"y\":10.0},{\"x\":40.0,\"y\":5.0}]",
                run.get("bySteps").toString());
        assertEquals(2.5, run.get("bySeconds").get(1).get("x").asDouble());
        assertEquals("[0.5,0.75]", run.get("busy").toString());
        assertEquals(2, run.get("relativeError").get(0).get("points").size());
        assertEquals(1, run.get("cosine").get(0).get("points").size(), "NaN is no number of JSON");
        assertEquals(1, run.get("cosine").get(1).get("boundary").asInt());
        assertEquals(
                "[{\"x\":10.0,\"y\":0.125}]",
                run.get("signError").get(1).get("points").toString());
    }

    @Test
    void valuesAreNotSearchedForPlaces() {
        assertEquals("a {{b}} $1", Page.fill("a {{x}}", Map.of("x", "{{b}} $1")));
        assertThrows(IllegalStateException.class, () -> Page.fill("{{y}}", Map.of("x", "")));
    }
}
