package org.sparksg.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.codahale.metrics.MetricRegistry;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sparksg.metrics.Event;
import org.sparksg.metrics.Progress;

/** Spark's registry, of which that of the plugin is a part, shows what is going on and nothing else. */
class RunMetricsTest {
    private static final String PLUGIN = "app-1.driver.plugin.p.";
    private static final Set<String> OF_ANY_STAGE = Set.of(
            "batches_total",
            "examples_per_second",
            "busy_ratio",
            "wait_ratio",
            "queue_messages",
            "staleness_updates",
            "link_sent_bytes_total",
            "link_received_bytes_total",
            "report_timestamp_seconds");

    private final MetricRegistry spark = new MetricRegistry();
    private final MetricRegistry plugin = new MetricRegistry();
    private final RunMetrics metrics = new RunMetrics(plugin);

    @BeforeEach
    void plan() throws IOException {
        spark.register("app-1.driver.plugin.p", plugin); // as Spark does, once, at the start of the application
        metrics.planned(RunOf.plan("stages=3", "training.epochs=2", "training.batch-size=20"), "file:/runs/a.b-2", 5);
    }

    private static Progress report(int stage, double loss, double creditLoss) {
        return new Progress(stage, 11, 20, 1, loss, 1234.5, 0.75, 3, 2, creditLoss, 4_000_000_000L, 17);
    }

    private double value(String name) {
        return (Double) spark.getGauges().get(PLUGIN + name).getValue();
    }

    private Set<String> names(String prefix) {
        Set<String> names = new TreeSet<>();
        spark.getNames().stream()
                .filter(name -> name.startsWith(PLUGIN + prefix))
                .forEach(name -> names.add(name.substring((PLUGIN + prefix).length())));
        return names;
    }

    @Test
    void reportsOfStagesAreShownUnderRunAndStage() {
        metrics.progress(report(0, Double.NaN, 0.25));
        metrics.progress(report(2, 0.5, Double.NaN));
        metrics.stageSaved(1, 1.5);
        assertEquals(12, value("a_b-2.stage.0.batches_total"));
        assertEquals(1234.5, value("a_b-2.stage.0.examples_per_second"));
        assertEquals(0.75, value("a_b-2.stage.0.busy_ratio"));
        assertEquals(0.25, value("a_b-2.stage.0.wait_ratio"));
        assertEquals(3, value("a_b-2.stage.0.queue_messages"));
        assertEquals(2, value("a_b-2.stage.0.staleness_updates"));
        assertEquals(0.25, value("a_b-2.stage.0.synthesizer_loss"));
        assertEquals(4e9, value("a_b-2.stage.0.link_sent_bytes_total"));
        assertEquals(17, value("a_b-2.stage.0.link_received_bytes_total"));
        assertEquals(System.currentTimeMillis() * 1e-3, value("a_b-2.stage.0.report_timestamp_seconds"), 60);
        assertEquals(0.5, value("a_b-2.stage.2.loss"));
        assertEquals(1.5, value("a_b-2.stage.1.checkpoint_seconds"));
    }

    @Test
    void whatAStageDoesNotHaveIsNotShown() {
        metrics.progress(report(0, Double.NaN, Double.NaN));
        assertEquals(new TreeSet<>(OF_ANY_STAGE), names("a_b-2.stage.0."));
    }

    @Test
    void lossThatBecomesNoNumberDoesNotStayAtItsLastValue() {
        metrics.progress(report(2, 0.5, Double.NaN));
        metrics.progress(report(2, Double.NaN, Double.NaN));
        assertTrue(Double.isNaN(value("a_b-2.stage.2.loss")));
    }

    @Test
    void runAsAWholeIsShown() {
        assertEquals(18, value("a_b-2.run.planned_batches"));
        assertEquals(5, value("a_b-2.run.batches_total"));
        assertEquals(5, value("a_b-2.run.checkpoint_batches"));
        metrics.started(3, List.of());
        metrics.progress(report(0, Double.NaN, 0.1)); // of a stage that is ahead of the last one
        assertEquals(5, value("a_b-2.run.batches_total"));
        metrics.progress(report(2, 0.5, Double.NaN));
        metrics.saved(10);
        metrics.corrected(new Event.Correction(1, 6, 0, 1, 1, 0.875, 0.5, 0.75, 1, false));
        metrics.evaluated(new Event.Evaluation(10, 1, "test", 100, 0.3, 0.9));
        assertEquals(4, value("a_b-2.run.attempts_total"));
        assertEquals(12, value("a_b-2.run.batches_total"));
        assertEquals(1, value("a_b-2.run.epochs_total"));
        assertEquals(10, value("a_b-2.run.checkpoint_batches"));
        assertEquals(7, value("a_b-2.boundary.1.corrected_batches"));
        assertEquals(0.875, value("a_b-2.boundary.1.gradient_cosine"));
        assertEquals(0.5, value("a_b-2.boundary.1.gradient_error_ratio"));
        assertEquals(0.75, value("a_b-2.boundary.1.gradient_sign_agreement_ratio"));
        assertEquals(10, value("a_b-2.evaluation.test.batches"));
        assertEquals(0.3, value("a_b-2.evaluation.test.loss"));
        assertEquals(0.9, value("a_b-2.evaluation.test.accuracy_ratio"));
    }

    @Test
    void metricsOfStagesVanishWithThemAndComeBackWithTheNextAttempt() {
        metrics.progress(report(0, Double.NaN, 0.25));
        metrics.stagesEnded(0);
        assertEquals(Set.of(), names("a_b-2.stage."));
        assertEquals(18, value("a_b-2.run.planned_batches"));
        metrics.progress(new Progress(0, 7, 20, 1, Double.NaN, 1, 1, 0, 0, Double.NaN, 0, 0)); // on another executor
        assertEquals(8, value("a_b-2.stage.0.batches_total"));
    }

    @Test
    void nothingOfARunIsLeftWhenItIsOver() throws IOException {
        RunMetrics other = new RunMetrics(plugin);
        other.planned(RunOf.plan("stages=2"), "file:/runs/a", 0); // its name begins likewise
        metrics.progress(report(0, Double.NaN, 0.25));
        metrics.ended(Optional.empty(), "killed");
        assertEquals(Set.of(), names("a_b-2"));
        assertFalse(names("a.run").isEmpty());
    }
}
