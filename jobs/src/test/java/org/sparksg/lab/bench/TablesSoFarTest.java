package org.sparksg.lab.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.channel.epoll.Epoll;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sparksg.lab.bench.MeasuredRuns.Case;
import org.sparksg.lab.bench.MeasuredRuns.Figures;

/** What each benchmark shows while it has measured a part, and the lines for who waits. */
class TablesSoFarTest {
    private static final Figures FAST = new Figures(1234.4, List.of(0.972, 0.5));
    private static final Figures SLOW = new Figures(617.2, List.of(0.25, 1.0));

    @Test
    void pipelinesHaveARowForEachCaseThatRan() {
        List<Case> cases = List.of(
                new Case("unsplit", List.of()), new Case("locked", List.of()), new Case("decoupled", List.of()));
        assertEquals(
                """
                | run | examples/s | to unsplit | busy share of each stage |
                |---|---|---|---|
                | unsplit | 1234 | 1.00 | 0.97 0.50 |
                | decoupled | 617 | 0.50 | 0.25 1.00 |
                """,
                PipelineBench.table(cases, List.of(FAST, Figures.NONE, SLOW)).markdown());
    }

    @Test
    void rulesHaveARowForEachThatRanAndNothingForADelayToCome() {
        List<Figures> figures = new ArrayList<>(Collections.nCopies(2 * RulesBench.RULES.size(), Figures.NONE));
        figures.set(0, FAST);
        figures.set(1, SLOW);
        figures.set(2, SLOW);
        assertEquals("""
            | rule | examples/s | with 20ms | kept | busy share of each stage | with 20ms |
            |---|---|---|---|---|---|
            | locked, naive | 1234 | 617 | 0.50 | 0.97 0.50 | 0.25 1.00 |
            | locked, 4 micro-batches | 617 |  |  | 0.25 1.00 |  |
            """, RulesBench.table(figures, "20ms").markdown());
    }

    @Test
    void aRunIsToldInUnits() {
        assertEquals("1234 examples/s, busy 0.97 0.50", FAST.text());
    }

    @Test
    void memoryHasARowForEachMinuteAndTheGrowthSoFar() {
        assertEquals(
                """
                | minute | stage 0 | stage 1 |
                |---|---|---|
                | 1 | 800 | 640 |
                | 2 | 808 | 640 |
                | growth | 1.0 % | 0.0 % |
                """,
                MemoryBench.table(List.of(0, 1), List.of(List.of(800L, 640L), List.of(808L, 640L)))
                        .markdown());
    }

    @Test
    void linksHaveTheMedianOfTheRoundsSoFar() {
        TransportBench.Round first = round(3, 12, 5, 13, 2, 20, 4, 10);
        TransportBench.Round second = round(4, 11, 6, 12, 1, 22, 4, 11);
        assertEquals(
                """
                | measure | spark-sg link, %s | plain blocking socket | ratio |
                |---|---|---|---|
                | 1 MiB tensors one way, GB/s | 4.00 (3.00 to 4.00) | 4.00 (4.00 to 4.00) | 1.00 (0.75 to 1.00) |
                | round trip of 64 bytes, us | 12.00 (11.00 to 12.00) | 11.00 (10.00 to 11.00) | 1.20 (1.00 to 1.20) |
                | 1 MiB tensors one way as bf16, GB/s of f32 | 6.00 (5.00 to 6.00) | 4.00 (4.00 to 4.00) | 1.50 (1.25 to 1.50) |
                | 1 MiB tensors one way, sealed, GB/s | 2.00 (1.00 to 2.00) | 4.00 (4.00 to 4.00) | 0.50 (0.25 to 0.50) |
                | round trip of 64 bytes, sealed, us | 22.00 (20.00 to 22.00) | 11.00 (10.00 to 11.00) | 2.00 (2.00 to 2.00) |
                """.formatted(Epoll.isAvailable() ? "epoll" : "nio"),
                TransportBench.table(List.of(first, second)).markdown());
        assertEquals(
                "link 3.00 GB/s and 12.00 us, bf16 5.00 GB/s and 13.00 us, sealed 2.00 GB/s and 20.00 us, plain socket 4.00 GB/s and 10.00 us",
                first.text());
    }

    private static TransportBench.Round round(double... figures) {
        return new TransportBench.Round(
                new TransportBench.Speed(figures[0], figures[1]),
                new TransportBench.Speed(figures[2], figures[3]),
                new TransportBench.Speed(figures[4], figures[5]),
                new TransportBench.Speed(figures[6], figures[7]));
    }

    @Test
    void trainingStepsAreToldWithThoseOfTheOpponentIfItIsThere() {
        Spread ours = new Spread(4, 2, 5);
        ComputeBench.Row both = new ComputeBench.Row("W1", "f32", "", ours, new Spread(5, 3, 6));
        assertEquals(List.of("W1", "f32", "250.0", "200.0", "1.25", "1.50"), both.cells());
        assertEquals("W1 f32: 250.0 steps/s, PyTorch 200.0 steps/s", both.text());
        ComputeBench.Row alone = new ComputeBench.Row("W1", "portable", "", ours, null);
        assertEquals(List.of("W1", "portable", "250.0", "not there", "", ""), alone.cells());
        assertEquals("W1 portable: 250.0 steps/s, PyTorch not there", alone.text());
        ComputeBench.Row unable = new ComputeBench.Row("W1", "bf16", "no such instructions", null, null);
        assertEquals(List.of("W1", "bf16", "no such instructions", "", "", ""), unable.cells());
        assertEquals("W1 bf16: no such instructions", unable.text());
    }
}
