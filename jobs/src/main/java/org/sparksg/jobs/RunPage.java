package org.sparksg.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparksg.metrics.Event;
import org.sparksg.metrics.Progress;
import org.sparksg.pipeline.RunPlan;
import org.sparksg.spark.Placement;
import org.sparksg.spark.RunListener;
import org.sparksg.spark.RunResult;
import org.sparksg.storage.Fence;
import org.sparksg.storage.ReplacedFile;

/** Keeps {@code run.html} in the folder of a run: curves, stages, attempts and settings, while it goes on and after it. */
final class RunPage implements RunListener {
    /** The name of the page in a run's folder. */
    static final String NAME = "run.html";

    private static final String PAGE = "/org/sparksg/jobs/run";
    private static final long EVERY_NS = Duration.ofSeconds(10).toNanos();
    private static final int SHOWN = 100; // attempts
    private static final String REFRESH = "<meta http-equiv=\"refresh\" content=\"15\">\n";
    private static final Logger LOG = LoggerFactory.getLogger(RunPage.class);

    private final Configuration hadoop;
    private final String settings;
    private final RunCurves curves = new RunCurves();
    private final Map<Integer, Placement> placements = new TreeMap<>();
    private final Map<Integer, Progress> reports = new TreeMap<>();
    private final List<List<String>> attempts = new ArrayList<>();
    private RunPlan plan;
    private String directory;
    private Runnable fence; // throws when another driver has taken the run
    private String state = "starting";
    private long written;
    private boolean fresh = true;

    /**
     * Prepares to write.
     *
     * @param hadoop how to reach the folder of the run
     * @param settings of the run, as text without secrets
     */
    RunPage(Configuration hadoop, String settings) {
        this.hadoop = hadoop;
        this.settings = settings;
    }

    @Override
    public void planned(RunPlan newPlan, String newDirectory, long resumedFrom) {
        plan = newPlan;
        directory = newDirectory;
        fence = fence();
        if (resumedFrom > 0) {
            earlier(resumedFrom);
        }
        write(true);
    }

    private Runnable fence() {
        try {
            Fence own = Fence.ofLast(hadoop, directory);
            return () -> own.check(hadoop);
        } catch (IOException e) {
            LOG.warn("no {}: {}", NAME, e.toString());
            return () -> {
                throw new UncheckedIOException(e);
            };
        }
    }

    /** Takes over what was evaluated before the run was resumed. */
    private void earlier(long resumedFrom) {
        Path record = new Path(directory, "run.json");
        try (InputStream in = record.getFileSystem(hadoop).open(record)) {
            for (JsonNode evaluation :
                    new ObjectMapper().readTree(in.readAllBytes()).path("evaluations")) {
                if (evaluation.path("batch_id").asLong() <= resumedFrom) {
                    add(
                            evaluation.path("split").asText(),
                            evaluation.path("batch_id").asLong(),
                            evaluation.path("loss").asDouble(Double.NaN),
                            evaluation.path("accuracy").asDouble(Double.NaN));
                }
            }
        } catch (FileNotFoundException e) {
            LOG.debug("{} has no record yet", directory, e);
        } catch (IOException e) {
            LOG.warn("{}: does not begin before batch {}: {}", NAME, resumedFrom, e.toString());
        }
    }

    @Override
    public void started(int attempt, List<Placement> stages) {
        state = "running";
        reports.clear();
        stages.forEach(placement -> placements.put(placement.stage(), placement));
        write(true);
    }

    @Override
    public void progress(Progress report) {
        reports.put(report.stage(), report);
        String stage = "stage " + report.stage();
        curves.add("busy share of each stage", "busy share", stage, report.batchId(), report.busyShare());
        curves.add("speed of each stage", "examples/s", stage, report.batchId(), report.examplesPerSecond());
        curves.add("loss of what learns from gradients", "loss", stage, report.batchId(), report.creditLoss());
    }

    @Override
    public void corrected(Event.Correction correction) {
        String boundary = "boundary " + correction.boundary();
        curves.add(
                "cosine of true and synthetic gradient", "cosine", boundary, correction.batchId(), correction.cosine());
        curves.add(
                "relative error of the synthetic gradient",
                "relative error",
                boundary,
                correction.batchId(),
                correction.relativeError());
    }

    @Override
    public void evaluated(Event.Evaluation evaluation) {
        add(evaluation.split(), evaluation.batchId(), evaluation.loss(), evaluation.accuracy());
        write(false);
    }

    @Override
    public void raised(Event.Raise raise) {
        curves.add("level of the episodes", "steps", "training", raise.batchId(), raise.steps());
    }

    private void add(String split, long batch, double loss, double accuracy) {
        curves.add("loss", "loss", split, batch, loss);
        curves.add("accuracy", "accuracy, %", split, batch, 100 * accuracy);
    }

    @Override
    public void failed(int attempt, String cause, long resumesIn, long reached) {
        if (attempts.size() < SHOWN) {
            attempts.add(List.of(Integer.toString(attempt + 1), cause, resumesIn < 0 ? "" : "after batch " + reached));
        }
        write(true);
    }

    @Override
    public void ended(Optional<RunResult> result, String how) {
        state = result.isPresent() ? "completed" : "ended: " + how;
        fresh = false;
        write(true);
    }

    /** Nobody shall lose a run because of a page. */
    private void write(boolean now) {
        long time = System.nanoTime();
        if (plan == null || !now && time - written < EVERY_NS) {
            return;
        }
        written = time;
        try {
            Path file = new Path(directory, NAME);
            new ReplacedFile(file.getFileSystem(hadoop), file).write(html().getBytes(StandardCharsets.UTF_8), fence);
        } catch (IOException | RuntimeException e) { // or whatever a store throws
            LOG.warn("no {}: {}", NAME, e.toString());
        }
    }

    private String html() throws IOException {
        return Page.of(
                PAGE,
                curves.charts(),
                Map.of(
                        "title", TextTable.escape(plan.settings().name()),
                        "refresh", fresh ? REFRESH : "",
                        "summary", summary().html(),
                        "stages", stages().html(),
                        "attempts", attempts().html(),
                        "settings", TextTable.escape(settings)));
    }

    private TextTable summary() {
        long done = reports.values().stream().mapToLong(Progress::batchId).min().orElse(-1) + 1;
        return new TextTable(
                List.of("state", "batches", "results", "versions"),
                List.of(List.of(
                        state,
                        done + " of " + plan.calendar().batches(),
                        Screen.readable(directory),
                        "spark-sg " + Version.number() + ", Spark " + org.apache.spark.package$.MODULE$.SPARK_VERSION()
                                + ", Java " + Runtime.version())));
    }

    private TextTable stages() {
        List<List<String>> rows = new ArrayList<>();
        for (int stage = 0; stage < plan.stages().size(); stage++) {
            Placement placement = placements.get(stage);
            Progress report = reports.get(stage);
            rows.add(List.of(
                    Integer.toString(stage),
                    placement == null ? "" : placement.executor(),
                    placement == null ? "" : placement.host(),
                    placement == null ? "" : Long.toString(placement.pid()),
                    placement == null ? "" : placement.compute(),
                    placement == null ? "" : placement.gpus().toString(),
                    report == null ? "" : number("%.0f", report.examplesPerSecond()),
                    report == null ? "" : number("%.0f %%", 100 * report.busyShare()),
                    report == null ? "" : Integer.toString(report.queueDepth()),
                    report == null ? "" : Long.toString(report.staleness())));
        }
        return new TextTable(
                List.of(
                        "stage",
                        "executor",
                        "host",
                        "pid",
                        "computes with",
                        "GPUs",
                        "examples/s",
                        "busy",
                        "queue",
                        "staleness"),
                rows);
    }

    private TextTable attempts() {
        return new TextTable(List.of("failed attempt", "cause", "went on"), attempts);
    }

    private static String number(String pattern, double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, pattern, value) : "";
    }
}
