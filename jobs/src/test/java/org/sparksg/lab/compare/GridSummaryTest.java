package org.sparksg.lab.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sparksg.jobs.TextTable;

class GridSummaryTest {
    @Test
    void deviationIsThatOfASample() {
        Statistics statistics = Statistics.of(List.of(1.0, 2.0, 4.5));
        assertEquals(3, statistics.count());
        assertEquals(2.5, statistics.mean(), 1e-12);
        assertEquals(Math.sqrt((2.25 + 0.25 + 4) / 2), statistics.deviation(), 1e-12);
        assertTrue(Double.isNaN(Statistics.of(List.of(3.0)).deviation()));
        assertTrue(Double.isNaN(Statistics.of(List.of()).mean()));
    }

    @Test
    void cellsAreMeanAndDeviationOverTheSeedsWithTheNumberOfRuns() {
        GridSummary summary = new GridSummary(
                List.of(
                        Examples.result("locked", "deep", 1, 0.020, 1000),
                        Examples.result("cdni", "deep", 1, 0.015, 2000),
                        Examples.result("locked", "deep", 2, 0.024, 1100),
                        Examples.result("cdni", "wide", 1, 0.010, 3000)),
                "locked");
        assertEquals("test error, %", summary.measure());
        assertEquals(
                new TextTable(
                        List.of("network", "locked", "cdni"),
                        List.of(List.of("deep", "2.20 ± 0.28 (2)", "1.50 (1)"), List.of("wide", "", "1.00 (1)"))),
                summary.scores());
        assertEquals(
                List.of("deep", "1050 ± 71 (2)", "2000 (1)"),
                summary.rates().rows().get(0));
    }

    @Test
    void runsThatDivergedOrFailedAreCountedAndNotAveraged() {
        GridSummary summary = new GridSummary(
                List.of(
                        Examples.result("dni", "deep", 1, 0.03, 900),
                        Examples.diverged("dni", "deep", 2),
                        Examples.diverged("dni", "wide", 1)),
                "dni");
        assertEquals(
                List.of("deep", "3.00 (1), 1 diverged"), summary.scores().rows().get(0));
        assertEquals(List.of("wide", "1 diverged"), summary.scores().rows().get(1));
    }

    @Test
    void regressionIsComparedByItsLoss() {
        GridSummary summary =
                new GridSummary(List.of(Examples.regression("a", 0.125), Examples.regression("b", 0.5)), "a");
        assertEquals("validation loss", summary.measure());
        assertEquals(
                List.of("(the file's)", "0.1250 (1)", "0.5000 (1)"),
                summary.scores().rows().get(0));
    }

    @Test
    void differencesAreBetweenRunsOfOneSeedAndWithoutThoseThatHaveNoPartner() {
        GridSummary summary = new GridSummary(
                List.of(
                        Examples.trained("locked", 1, 0.5),
                        Examples.trained("sg", 1, 0.75),
                        Examples.trained("locked", 2, 0.25),
                        Examples.trained("sg", 2, 0.75),
                        Examples.trained("sg", 3, 9)),
                "locked");
        assertEquals("test loss minus that of locked, seed by seed", summary.differenceMeasure());
        assertEquals(
                List.of("deep", "0.00000 ± 0.00000 (2)", "0.37500 ± 0.17678 (2)"),
                summary.differences().rows().get(0));
    }

    @Test
    void differencesAreToTheReferenceWhereverItStands() {
        GridSummary summary =
                new GridSummary(List.of(Examples.trained("sg", 1, 0.75), Examples.trained("locked", 1, 0.5)), "locked");
        assertEquals("test loss minus that of locked, seed by seed", summary.differenceMeasure());
        assertEquals(
                List.of("deep", "0.25000 (1)", "0.00000 (1)"),
                summary.differences().rows().get(0));
    }

    @Test
    void numbersThatAreNotFiniteAreCountedAndNotAveraged() {
        GridSummary summary = new GridSummary(
                List.of(
                        Examples.regression("a", 0.125),
                        Examples.regression("a", Double.POSITIVE_INFINITY),
                        Examples.regression("b", Double.NaN)),
                "a");
        assertEquals(
                List.of("(the file's)", "0.1250 (1), 1 not finite", "1 not finite"),
                summary.scores().rows().get(0));
        assertEquals(List.of("(the file's)", "", ""), summary.rates().rows().get(0), "there is no rate at all");
    }

    @Test
    void zeroHasNoSign() {
        GridSummary summary = new GridSummary(
                List.of(Examples.trained("locked", 1, 0.5), Examples.trained("sg", 1, 0.5 - 1e-9)), "locked");
        assertEquals(
                List.of("deep", "0.00000 (1)", "0.00000 (1)"),
                summary.differences().rows().get(0));
        GridSummary less = new GridSummary(
                List.of(Examples.trained("locked", 1, 0.5), Examples.trained("sg", 1, 0.5 - 1e-5)), "locked");
        assertEquals("-0.00001 (1)", less.differences().rows().get(0).get(2));
    }

    @Test
    void lineOfARunLeavesOutWhatIsNotKnown() {
        assertEquals(
                List.of(
                        "a",
                        "n",
                        "1",
                        "complete",
                        "5.00 %",
                        "0.2500",
                        "0.5000",
                        "40",
                        "800",
                        "2.5",
                        "1,234",
                        "0.50 0.75"),
                ResultLine.of(Examples.result("a", "n", 1, 0.05, 800)));
        assertEquals(
                List.of("a", "n", "1", "diverged", "", "", "", "0", "", "0.0", "1,234", ""),
                ResultLine.of(Examples.diverged("a", "n", 1)));
    }
}
