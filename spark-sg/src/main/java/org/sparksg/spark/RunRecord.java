package org.sparksg.spark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparksg.checkpoint.CheckpointException;
import org.sparksg.checkpoint.CheckpointStore;
import org.sparksg.checkpoint.DataNames;
import org.sparksg.checkpoint.Manifest;
import org.sparksg.checkpoint.NetworkJson;
import org.sparksg.checkpoint.Snapshot;
import org.sparksg.data.Schema;
import org.sparksg.metrics.Event;
import org.sparksg.pipeline.RunPlan;
import org.sparksg.pipeline.RunSettings;
import org.sparksg.pipeline.Split;

/**
 * What the driver knows of a run: commits checkpoints, remembers evaluations, decides when patience is at an end, and keeps
 * {@code run.json} up to date. Used by the trainer's thread only.
 */
final class RunRecord {
    private static final Logger LOG = LoggerFactory.getLogger(RunRecord.class);

    private final RunPlan plan;
    private final RunDirectory directory;
    private final CheckpointStore store;
    private final ObjectNode json;
    private final List<Event.Evaluation> evaluations = new ArrayList<>();

    RunRecord(RunPlan plan, RunDirectory directory, Configuration hadoop, Map<String, String> facts) {
        this.plan = plan;
        this.directory = directory;
        this.store = new CheckpointStore(hadoop, directory.location());
        this.json = directory.read().orElseGet(RunDirectory::newRecord);
        requireSameRun(facts);
        store.newest().ifPresent(this::requireFit);
        json.put("name", plan.settings().name());
        facts.forEach(json::put);
        json.withArray("/attempts");
        json.withArray("/evaluations").forEach(node -> evaluations.add(evaluation(node)));
    }

    /** A run can be resumed with other stages or more epochs, not where its batches or its state would mean something else. */
    private void requireSameRun(Map<String, String> facts) {
        for (String fact : Provenance.FIXED) {
            String before = json.path(fact).asText("");
            if (!before.isEmpty() && !before.equals(facts.get(fact))) {
                throw new IllegalArgumentException("--resume: the " + fact + " of " + directory.location()
                        + " is not that of the settings:\n  before: " + before + "\n  now:    " + facts.get(fact)
                        + "\nStart a new run (another name, or without --resume)");
            }
        }
    }

    /** The rule may change, but where a small network beside a boundary goes on, it must be the one of the checkpoint. */
    private void requireFit(Manifest newest) {
        if (newest.batchId() > plan.calendar().batches()) {
            throw new IllegalArgumentException("--resume: " + directory.location() + " has trained on "
                    + newest.batchId() + " batches, the settings ask for "
                    + plan.calendar().batches() + ": raise training.epochs");
        }
        try (Snapshot snapshot = store.open(newest)) {
            Set<String> differences = new LinkedHashSet<>(); // boundaries share their settings
            NetworkFacts.of(plan).forEach(network -> differences.addAll(network.differences(snapshot.metadata())));
            if (!differences.isEmpty()) {
                throw new IllegalArgumentException("--resume: the networks at the boundaries of "
                        + directory.location() + " are not those of the settings:\n  "
                        + String.join("\n  ", differences)
                        + "\nSet what it was before, or start a new run (another name, or without --resume)");
            }
        }
    }

    CheckpointStore store() {
        return store;
    }

    String location() {
        return directory.location();
    }

    /** Returns the number of the next attempt. */
    int nextAttempt() {
        return json.withArray("/attempts").size();
    }

    /** Forgets what happened after a checkpoint, before the run goes on from there. */
    void rewind(long batchesDone) {
        evaluations.removeIf(evaluation -> evaluation.batchId() >= batchesDone);
        writeEvaluations();
    }

    void attempt(long batchesDone) {
        ObjectNode attempt = json.withArray("/attempts").addObject();
        attempt.put("from_batch", batchesDone);
        attempt.put("launched", Instant.now().toString());
        directory.write(json);
    }

    void started(List<Placement> placements) {
        ArrayNode stages = lastAttempt().putArray("stages");
        for (Placement placement : placements) {
            stages.addObject()
                    .put("stage", placement.stage())
                    .put("executor", placement.executor())
                    .put("host", placement.host())
                    .put("pid", placement.pid())
                    .put("compute", placement.compute());
        }
        directory.write(json);
    }

    void ended(String outcome) {
        lastAttempt().put("outcome", outcome).put("ended", Instant.now().toString());
        directory.write(json);
    }

    private ObjectNode lastAttempt() {
        ArrayNode attempts = json.withArray("/attempts");
        return (ObjectNode) attempts.get(attempts.size() - 1);
    }

    void evaluated(Event.Evaluation evaluation) {
        evaluations.add(evaluation);
        writeEvaluations();
    }

    private void writeEvaluations() {
        ArrayNode array = json.putArray("evaluations");
        for (Event.Evaluation evaluation : evaluations) {
            array.addObject()
                    .put("batch_id", evaluation.batchId())
                    .put("epoch", evaluation.epoch())
                    .put("split", evaluation.split())
                    .put("examples", evaluation.examples())
                    .put("loss", evaluation.loss())
                    .put("accuracy", evaluation.accuracy());
        }
        directory.write(json);
    }

    private static Event.Evaluation evaluation(JsonNode node) {
        return new Event.Evaluation(
                node.get("batch_id").asLong(),
                node.get("epoch").asInt(),
                node.get("split").asText(),
                node.get("examples").asLong(),
                node.get("loss").asDouble(),
                node.get("accuracy").asDouble(Double.NaN));
    }

    List<Event.Evaluation> evaluations() {
        return List.copyOf(evaluations);
    }

    /** Returns the evaluation of the monitored data with the smallest loss. */
    Optional<Event.Evaluation> best() {
        return monitored().stream().min(Comparator.comparingDouble(Event.Evaluation::loss));
    }

    /** Returns that one of some checkpoints whose evaluation has the smallest loss, if any was evaluated. */
    Optional<Manifest> best(List<Manifest> checkpoints) {
        Map<Long, Manifest> candidates =
                checkpoints.stream().collect(Collectors.toMap(Manifest::batchId, Function.identity()));
        return monitored().stream()
                .filter(evaluation -> candidates.containsKey(evaluation.batchId()))
                .min(Comparator.comparingDouble(Event.Evaluation::loss))
                .map(evaluation -> candidates.get(evaluation.batchId()));
    }

    /** Returns whether the evaluations that end a run have been heard of. */
    boolean isEvaluatedAtEnd() {
        long batches = plan.calendar().batches();
        return evaluations.stream()
                .filter(evaluation -> evaluation.batchId() == batches)
                .map(Event.Evaluation::split)
                .toList()
                .containsAll(plan.evaluatedAtEnd().stream().map(Split::label).toList());
    }

    private List<Event.Evaluation> monitored() {
        return evaluations.stream()
                .filter(evaluation -> evaluation.split().equals(plan.monitored().label()))
                .toList();
    }

    /** Returns whether the monitored loss has not improved for as many evaluations as the settings allow. */
    boolean isPatienceExhausted() {
        RunSettings.EarlyStopping rule = plan.settings().earlyStopping();
        double best = Double.POSITIVE_INFINITY;
        int since = 0;
        for (Event.Evaluation evaluation : monitored()) {
            if (evaluation.loss() < best - rule.minDelta()) {
                best = evaluation.loss();
                since = 0;
            } else {
                since++;
            }
        }
        return rule.patience() > 0 && since >= rule.patience();
    }

    /** Returns what the data of a plan call their columns and classes. */
    static DataNames names(RunPlan plan) {
        Schema schema = plan.data().schema();
        Map<String, Integer> columns = new LinkedHashMap<>();
        schema.columns().forEach(column -> columns.put(column.name(), column.width()));
        return new DataNames(columns, schema.label(), schema.classNames());
    }

    /** Makes a checkpoint exist, and deletes those that nobody needs any more; both undisturbed. */
    void commit(int attempt, long batchesDone, Map<Integer, Manifest.StageFile> files) {
        List<Manifest.StageFile> stages = files.values().stream()
                .sorted(Comparator.comparingInt(Manifest.StageFile::stage))
                .toList();
        int epoch = Math.toIntExact(batchesDone / plan.calendar().batchesPerEpoch());
        Manifest manifest = new Manifest(
                plan.settings().name(),
                batchesDone,
                epoch,
                attempt,
                NetworkJson.write(plan.network()),
                names(plan),
                stages,
                Instant.now());
        Undisturbed.run(() -> {
            store.commit(manifest);
            prune();
        });
    }

    /** What cannot be deleted now may be deletable after the next checkpoint. */
    private void prune() {
        Set<Long> best = best().map(evaluation -> Set.of(evaluation.batchId())).orElse(Set.of());
        try {
            store.prune(plan.settings().output().keepCheckpoints(), best);
        } catch (CheckpointException e) {
            LOG.warn("old checkpoints stay: {}", e.getMessage());
        }
    }
}
