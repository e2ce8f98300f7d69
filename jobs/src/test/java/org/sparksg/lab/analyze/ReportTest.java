package org.sparksg.lab.analyze;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.sparksg.analysis.LinearProbes.Score;

class ReportTest {
    private static final Report REPORT = new Report(
            "a<b",
            "Some examples.",
            List.of(
                    Portraits.portrait("locked", "", 2, new Score(0.75, 0.5)),
                    Portraits.portrait("cdni", "", 1, new Score(0.25, 0.5))));

    @Test
    void markdownHasARowForEachLayerAndAColumnForEachModel() {
        String text = REPORT.markdown();
        assertTrue(
                text.startsWith("# a<b\n\nSome examples.\n\n## Linear classifier probes, on the examples that"), text);
        assertTrue(text.contains("""
                accuracy, %

                | layer | locked_s1 | cdni_s1 |
                |---|---|---|
                | input | 50.00 | 50.00 |
                | 1 | 60.00 | 60.00 |
                | 2 | 70.00 |  |
                """), text);
        assertTrue(text.contains("| 1 | 75.00 | 25.00 |\n"), text);
        assertTrue(text.contains("""
                ## Weight norms

                | layer | locked_s1 | cdni_s1 |
                |---|---|---|
                | 0.dense | 1.50 | 1.50 |
                | 2.dense | 2.50 | 2.50 |
                """), text);
        assertTrue(text.contains("| 2 | 1.000 |  |\n"), "the last layer is like itself: " + text);
    }

    @Test
    void whatHasNoNumbersHasNoTable() {
        Report untested = new Report("x", "", List.of(Portraits.portrait("locked", "", 1, Score.NONE)));
        assertEquals(3, untested.measures().size());
        assertFalse(untested.markdown().contains("on test examples"));
        assertFalse(untested.markdown().contains("NaN"));
    }

    @Test
    void pageNeedsNothingElse() throws IOException {
        String page = HtmlPage.of(REPORT);
        assertTrue(page.contains("Chart.js v4"), "the library");
        assertTrue(page.contains("Draws the charts of an analysis"), "the script");
        assertTrue(page.contains("<h1>a&lt;b: layers</h1>"), "the title");
        Matcher loads = Pattern.compile("(src|href)\\s*=\\s*[\"'](?!data:image/png;base64,)")
                .matcher(page);
        assertFalse(loads.find(), "loads something");
        assertFalse(page.contains("{{"), "a place that nothing went to");
        assertEquals(3 + 2 + 1, page.split("<img ", -1).length - 1, "all layers and the scale");
        assertTrue(page.contains("alt=\"locked_s1, layer 2\""), page);
    }

    @Test
    void chartsAreTheMeasuresOfEachNetwork() throws IOException {
        Report grid = new Report(
                "x",
                "",
                List.of(
                        Portraits.portrait("locked", "small", 1, Score.NONE),
                        Portraits.portrait("cdni", "small", 1, Score.NONE),
                        Portraits.portrait("locked", "large", 2, Score.NONE)));
        Matcher data = Pattern.compile("<script id=\"data\"[^>]*>(.*?)</script>", Pattern.DOTALL)
                .matcher(HtmlPage.of(grid));
        assertTrue(data.find());
        JsonNode charts = new ObjectMapper().readTree(data.group(1)).get("charts");
        assertEquals(2 * (3 + 1), charts.size());
        assertEquals("small", charts.get(0).get("network").asText());
        assertEquals(2, charts.get(0).get("curves").size());
        assertEquals("cdni", charts.get(0).get("curves").get(1).get("rule").asText());
        assertEquals(
                "[{\"x\":0.0,\"y\":0.0},{\"x\":1.0,\"y\":0.25},{\"x\":2.0,\"y\":0.5}]",
                charts.get(5).get("curves").get(0).get("points").toString());
    }
}
