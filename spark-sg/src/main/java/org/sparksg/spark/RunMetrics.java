package org.sparksg.spark;

import com.codahale.metrics.DefaultSettableGauge;
import com.codahale.metrics.MetricFilter;
import com.codahale.metrics.MetricRegistry;
import java.util.List;
import java.util.Optional;
import org.sparksg.metrics.Event;
import org.sparksg.metrics.Progress;
import org.sparksg.pipeline.RunPlan;

/**
 * Shows a run in Spark's metrics system, so that every sink of the driver has it: the newest reports of all stages, wherever they run.
 * Names are {@code RUN.KIND.[WHICH.]METRIC}, as in {@code mnist.stage.0.busy_ratio}, {@code mnist.run.attempts_total}: the run by its
 * folder, with {@code _} for dots. Metrics of stages are there while stages are, all others until the run is over; none is there before
 * it has a value.
 */
final class RunMetrics implements RunListener {
    private final MetricRegistry registry;
    private RunPlan plan;
    private String run;

    RunMetrics(MetricRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void planned(RunPlan newPlan, String directory, long resumedFrom) {
        plan = newPlan;
        run = RunEvents.nameOf(directory).replace('.', '_') + ".";
        show("run.planned_batches", plan.calendar().batches());
        show("run.checkpoint_batches", resumedFrom);
        trained(resumedFrom);
    }

    private void trained(long batches) {
        show("run.batches_total", batches);
        show("run.epochs_total", plan.calendar().epoch(batches));
    }

    @Override
    public void started(int attempt, List<Placement> placements) {
        show("run.attempts_total", attempt + 1);
    }

    @Override
    public void progress(Progress report) {
        String stage = "stage." + report.stage() + ".";
        show(stage + "batches_total", report.batchId() + 1);
        show(stage + "examples_per_second", report.examplesPerSecond());
        show(stage + "busy_ratio", report.busyShare());
        show(stage + "wait_ratio", 1 - report.busyShare());
        show(stage + "queue_messages", report.queueDepth());
        show(stage + "staleness_updates", report.staleness());
        show(stage + "loss", report.loss());
        show(stage + "synthesizer_loss", report.creditLoss());
        show(stage + "link_sent_bytes_total", report.sentBytes());
        show(stage + "link_received_bytes_total", report.receivedBytes());
        show(stage + "report_timestamp_seconds", System.currentTimeMillis() * 1e-3);
        if (plan.stages().get(report.stage()).last()) {
            trained(report.batchId() + 1);
        }
    }

    @Override
    public void stageSaved(int stage, double seconds) {
        show("stage." + stage + ".checkpoint_seconds", seconds);
    }

    @Override
    public void saved(long batchesDone) {
        show("run.checkpoint_batches", batchesDone);
    }

    @Override
    public void corrected(Event.Correction correction) {
        String boundary = "boundary." + correction.boundary() + ".";
        show(boundary + "corrected_batches", correction.batchId() + 1);
        show(boundary + "gradient_cosine", correction.cosine());
        show(boundary + "gradient_error_ratio", correction.relativeError());
        show(boundary + "gradient_sign_agreement_ratio", correction.signAgreement());
    }

    @Override
    public void evaluated(Event.Evaluation evaluation) {
        String split = "evaluation." + evaluation.split() + ".";
        show(split + "batches", evaluation.batchId());
        show(split + "loss", evaluation.loss());
        show(split + "accuracy_ratio", evaluation.accuracy());
    }

    @Override
    public void stagesEnded(int attempt) {
        forget("stage.");
    }

    @Override
    public void ended(Optional<RunResult> result, String how) {
        forget("");
    }

    /** What never was a number, such as the loss of a stage that has none, is not shown. */
    private void show(String name, double value) {
        String full = run + name;
        if (!Double.isNaN(value) || registry.getMetrics().containsKey(full)) {
            registry.<DefaultSettableGauge<Double>>gauge(full, () -> new DefaultSettableGauge<>(value))
                    .setValue(value);
        }
    }

    private void forget(String prefix) {
        registry.removeMatching(MetricFilter.startsWith(run + prefix));
    }
}
