package org.sparksg.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.deploy.history.EventLogFileReader;
import org.apache.spark.scheduler.ReplayListenerBus;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sparksg.pipeline.RunSettings;
import org.sparksg.spark.Placement;
import org.sparksg.spark.RunEvent;
import org.sparksg.spark.RunResult;

/** What the platform sees of a run on executors of its own: Prometheus by Spark's metrics, a history server by the event log. */
@Tag("spark")
@Timeout(900)
class MonitoringTest {
    private static final Set<String> OF_EACH_STAGE = Set.of(
            "sparksg_stage_batches_total",
            "sparksg_stage_examples_per_second",
            "sparksg_stage_busy_ratio",
            "sparksg_stage_wait_ratio",
            "sparksg_stage_queue_messages",
            "sparksg_stage_staleness_updates",
            "sparksg_stage_link_sent_bytes_total",
            "sparksg_stage_link_received_bytes_total",
            "sparksg_stage_checkpoint_seconds",
            "sparksg_stage_report_timestamp_seconds");
    private static final String LAST = "2";
    private static final String RUN = "{run='watched'}";
    private static final String STAGES = "{__name__=~'sparksg_stage_.*',run='watched'}";

    @TempDir
    private Path output;

    /** Tells that the stages stand. */
    private static final class Training extends SparkRuns.Heard {
        private final CountDownLatch started = new CountDownLatch(1);

        @Override
        public void started(int attempt, List<Placement> placements) {
            super.started(attempt, placements);
            started.countDown();
        }
    }

    @Test
    void prometheusSeesEachStageWhereverItRunsAndOnlyWhileItRuns() throws Exception {
        Path binary = Prometheus.binary().orElse(null);
        assumeTrue(binary != null, "there is no Prometheus on the PATH: apt-get install prometheus");
        Map<String, String> properties = Map.of(
                "spark.ui.enabled", "true",
                "spark.ui.port", "0",
                "spark.metrics.conf.driver.sink.prometheusServlet.class",
                        "org.apache.spark.metrics.sink.PrometheusServlet",
                "spark.metrics.conf.driver.sink.prometheusServlet.path", "/metrics/prometheus");
        try (SparkRuns runs = new SparkRuns(output, properties)) {
            String ui = runs.context().sc().uiWebUrl().get().replace("http://", "");
            String port = ui.substring(ui.lastIndexOf(':'));
            try (Prometheus prometheus =
                    new Prometheus(binary, output, scrapeConfigs().replace("DRIVER:4040", "127.0.0.1" + port))) {
                watch(runs, prometheus);
            }
        }
    }

    private static void watch(SparkRuns runs, Prometheus prometheus) throws Exception {
        RunSettings settings = runs.settings(
                "watched", "training.epochs=100000", "checkpoint.every=100", "corrections.every=10", "stages=3");
        Training training = new Training();
        FutureTask<RunResult> run = new FutureTask<>(() -> runs.run(settings, false, training));
        Thread trainer = new Thread(run);
        trainer.start();
        try {
            assertTrue(training.started.await(180, TimeUnit.SECONDS), "the stages stand");
            expect(prometheus, STAGES, MonitoringTest::showsAllStages);
            expect(prometheus, "sparksg_boundary_gradient_cosine{run='watched'}", values -> values.size() == 2);
            expect(
                    prometheus,
                    "sparksg_evaluation_accuracy_ratio{evaluation='validation'} > 0.5",
                    MonitoringTest::isOne);
            expect(prometheus, "sparksg_run_attempts_total{run='watched'} == 1", MonitoringTest::isOne);
            thePageNamesThemAll(prometheus.query(RUN));

            SparkRunTest.kill(training.placements.get(0).get(1).pid());
            expect(prometheus, "sparksg_run_attempts_total{run='watched'} == 2", MonitoringTest::isOne);
            expect(prometheus, STAGES, MonitoringTest::showsAllStages);
        } finally {
            trainer.interrupt();
        }
        var end = assertThrows(ExecutionException.class, () -> run.get(120, TimeUnit.SECONDS));
        assertInstanceOf(InterruptedException.class, end.getCause());
        expect(prometheus, RUN, Map::isEmpty);
    }

    private static void thePageNamesThemAll(Map<Map<String, String>, Double> values) throws IOException {
        String page = new Pages().text("jobs/README.md");
        values.forEach((labels, value) -> {
            System.out.println(labels + " " + value);
            String metric = labels.get("__name__").replaceFirst("sparksg_[a-z]+_", "");
            assertTrue(page.contains("." + metric + "`") || page.contains("`" + metric + "`"), metric);
        });
    }

    private static boolean isOne(Map<Map<String, String>, Double> values) {
        return values.size() == 1;
    }

    private static boolean showsAllStages(Map<Map<String, String>, Double> values) {
        return Set.of("0", "1", LAST).stream().allMatch(stage -> {
            Set<String> found = values.keySet().stream()
                    .filter(labels -> stage.equals(labels.get("stage")))
                    .map(labels -> labels.get("__name__"))
                    .collect(Collectors.toSet());
            Set<String> wanted = new TreeSet<>(OF_EACH_STAGE);
            wanted.add(stage.equals(LAST) ? "sparksg_stage_loss" : "sparksg_stage_synthesizer_loss");
            return found.equals(wanted);
        });
    }

    private static void expect(Prometheus prometheus, String query, Predicate<Map<Map<String, String>, Double>> wanted)
            throws IOException, InterruptedException {
        Instant limit = Instant.now().plus(Duration.ofMinutes(2));
        Map<Map<String, String>, Double> values = prometheus.query(query);
        while (!wanted.test(values)) {
            if (Instant.now().isAfter(limit)) {
                fail(query + " gives " + values);
            }
            Thread.sleep(500);
            values = prometheus.query(query);
        }
    }

    /** Returns the configuration that the page about clusters gives. */
    private static String scrapeConfigs() throws IOException {
        String page = new Pages().text("jobs/README.md");
        return page.substring(page.indexOf("    scrape_configs:"))
                .lines()
                .takeWhile(line -> line.startsWith("    "))
                .map(line -> line.substring(4))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    @Test
    void eventLogTellsTheWholeRun() throws Exception {
        Path logs = Files.createDirectory(output.resolve("logs"));
        Map<String, String> properties = Map.of(
                "spark.eventLog.enabled", "true",
                "spark.eventLog.dir", logs.toUri().toString(),
                "spark.eventLog.rolling.enabled", "false");
        SparkRuns.Heard heard = new SparkRuns.Heard();
        RunResult result;
        Map<Integer, Long> corrections = new TreeMap<>(); // of each boundary the last one in the table
        try (SparkRuns runs = new SparkRuns(output, properties)) {
            result = runs.run(runs.settings("logged", "corrections.every=7", "stages=3"), false, heard);
            SparkSession session =
                    SparkSession.builder().sparkContext(runs.context().sc()).getOrCreate();
            session.read()
                    .parquet(result.directory() + "/corrections")
                    .groupBy("boundary")
                    .max("batch_id")
                    .collectAsList()
                    .forEach(row -> corrections.put(row.getInt(0), row.getLong(1)));
        }
        List<RunEvent> events = replay(logs);
        assertTrue(events.stream().allMatch(event -> event.run().equals("logged")), events.toString());
        assertEquals(
                result.directory(), only(events, RunEvent.Began.class).get(0).directory());
        assertEquals(
                heard.placements.get(0),
                only(events, RunEvent.AttemptStarted.class).get(0).placements());
        assertEquals(
                heard.evaluations,
                only(events, RunEvent.Evaluated.class).stream()
                        .map(RunEvent.Evaluated::evaluation)
                        .toList());
        assertEquals(
                heard.saved,
                only(events, RunEvent.Saved.class).stream()
                        .map(RunEvent.Saved::batches)
                        .toList());
        Map<Integer, Long> lastReports = new TreeMap<>();
        only(events, RunEvent.Advanced.class).stream()
                .map(RunEvent.Advanced::progress)
                .forEach(report -> lastReports.put(report.stage(), report.batchId() + 1));
        assertEquals(Map.of(0, result.batches(), 1, result.batches(), 2, result.batches()), lastReports);
        Map<Integer, Long> lastCorrections = new TreeMap<>();
        only(events, RunEvent.Corrected.class).stream()
                .map(RunEvent.Corrected::correction)
                .forEach(correction -> lastCorrections.put(correction.boundary(), correction.batchId()));
        assertEquals(corrections, lastCorrections);
        RunEvent.Ended ended = only(events, RunEvent.Ended.class).get(0);
        assertEquals(result.batches(), ended.batches());
        assertTrue(ended.completed());
    }

    private static <T extends RunEvent> List<T> only(List<RunEvent> events, Class<T> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private static List<RunEvent> replay(Path logs) throws IOException {
        List<RunEvent> events = new ArrayList<>();
        ReplayListenerBus bus = new ReplayListenerBus();
        bus.addListener(new SparkListener() {
            @Override
            public void onOtherEvent(SparkListenerEvent event) {
                if (event instanceof RunEvent ours) {
                    events.add(ours);
                }
            }
        });
        Path log;
        try (var files = Files.list(logs)) {
            log = files.filter(file -> !file.getFileName().toString().startsWith("."))
                    .findFirst()
                    .orElseThrow();
        }
        FileSystem local = FileSystem.getLocal(new Configuration());
        try (InputStream lines = EventLogFileReader.openEventLog(new org.apache.hadoop.fs.Path(log.toUri()), local)) {
            assertTrue(bus.replay(lines, log.toString(), false, bus.replay$default$4()), "read to its end");
        }
        return events;
    }
}
