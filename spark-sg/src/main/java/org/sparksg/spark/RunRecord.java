package org.sparksg.spark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparksg.checkpoint.CheckpointException;
import org.sparksg.checkpoint.CheckpointStore;
import org.sparksg.checkpoint.Manifest;
import org.sparksg.checkpoint.NetworkJson;
import org.sparksg.checkpoint.Snapshot;
import org.sparksg.metrics.Event;
import org.sparksg.metrics.Tables;
import org.sparksg.pipeline.RunPlan;
import org.sparksg.storage.Fence;
import org.sparksg.storage.Retries;

/**
 * What the driver knows of a run: commits checkpoints, remembers evaluations, and keeps {@code run.json} up to date. Changes wait
 * for a file system that has trouble. Used by the trainer's thread only.
 */
final class RunRecord {
    private static final Logger LOG = LoggerFactory.getLogger(RunRecord.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    static final String ATTEMPTS = "/attempts";
    private static final String EVALUATIONS = "evaluations";
    private static final String RAISES = "raises";

    private final RunPlan plan;
    private final RunDirectory directory;
    private final Configuration hadoop;
    private final CheckpointStore store;
    private final Retries retries;
    private final ObjectNode json;
    private final Scores scores;

    /**
     * Goes on with what was found in a folder, or begins there.
     *
     * @param found what {@link LostRecord#read} returned
     */
    RunRecord(
            RunPlan plan,
            RunDirectory directory,
            Configuration hadoop,
            Optional<RecordFile.Found> found,
            Map<String, String> facts) {
        this.plan = plan;
        this.directory = directory;
        this.hadoop = hadoop;
        this.store = new CheckpointStore(hadoop, directory.location(), directory::requireOwned);
        this.retries = new Retries(plan.settings().recovery().storage());
        this.scores = new Scores(plan);
        this.json = found.map(RecordFile.Found::json).orElseGet(RunDirectory::newRecord);
        if (found.isPresent() && found.get().damaged()) {
            scores.replace(Tables.evaluations(hadoop, directory.location()));
        } else {
            scores.read(json.withArray("/" + EVALUATIONS));
        }
        requireSameRun(facts);
        json.put("name", plan.settings().name());
        facts.forEach(json::put);
        if (plan.data().report().rows() > 0) {
            json.set("data_report", JSON.valueToTree(plan.data().report()));
        }
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

    /**
     * Finds the checkpoint to start from, and returns after how many batches it was; 0 if there is none.
     *
     * @param batch after how many batches it was; empty for the newest one that is as it was written
     * @throws IllegalArgumentException if there is no such one, or if the settings do not fit it
     */
    long begin(OptionalLong batch) {
        Supplier<Optional<Manifest>> find = () -> batch.isEmpty() ? store.newest() : at(batch.getAsLong());
        Optional<Manifest> from = retries.get(() -> Undisturbed.get(find));
        from.ifPresent(this::requireFit);
        return from.map(Manifest::batchId).orElse(0L);
    }

    /**
     * Checks that the run could start, without reading all of its newest checkpoint: {@link #begin} does.
     *
     * @throws IllegalArgumentException as {@link #begin} does
     */
    void requireStart(OptionalLong batch) {
        if (batch.isPresent()) {
            begin(batch);
            return;
        }
        try {
            store.complete().stream().findFirst().ifPresent(this::requireFit);
        } catch (CheckpointException e) {
            LOG.debug("the newest checkpoint is damaged, an older one may be whole", e);
        }
    }

    private Optional<Manifest> at(long batch) {
        if (batch == 0) {
            return Optional.empty();
        }
        List<Manifest> complete = store.complete();
        Optional<Manifest> from = complete.stream()
                .filter(manifest -> manifest.batchId() == batch)
                .filter(store::isIntact)
                .findFirst();
        if (from.isEmpty()) {
            throw new IllegalArgumentException("--from-batch " + batch + ": " + directory.location()
                    + " has no whole checkpoint after so many batches: it has some after "
                    + complete.stream().map(Manifest::batchId).toList() + "; 0 begins anew");
        }
        return from;
    }

    /** The rule may change, but where a small network beside a boundary goes on, it must be the one of the checkpoint. */
    private void requireFit(Manifest from) {
        if (from.batchId() > plan.calendar().batches()) {
            throw new IllegalArgumentException("--resume: " + directory.location() + " has trained on "
                    + from.batchId() + " batches, the settings ask for "
                    + plan.calendar().batches() + ": raise training.epochs");
        }
        try (Snapshot snapshot = store.open(from)) {
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

    /** Returns after how many batches the newest checkpoint is that is as it was written; 0 if there is none. */
    long batchesDone() {
        return onFiles(store::newest).map(Manifest::batchId).orElse(0L);
    }

    /**
     * Does work on the files of the run, if it is still this driver's: undisturbed by interrupts, and again while the file system has
     * trouble.
     */
    <T> T onFiles(Supplier<T> work) {
        return retries.get(() -> Undisturbed.get(() -> {
            directory.requireOwned();
            return work.get();
        }));
    }

    /** Returns whether it was noticed that another driver has taken the run over. */
    boolean isLost() {
        return directory.isLost();
    }

    /**
     * Checks that no other driver has taken the run over.
     *
     * @throws org.sparksg.storage.LostLeaseException naming it
     */
    void requireOwned() {
        directory.requireOwned();
    }

    /** Returns what stages check before they write. */
    Fence fence() {
        return directory.fence();
    }

    CheckpointStore store() {
        return store;
    }

    String location() {
        return directory.location();
    }

    Scores scores() {
        return scores;
    }

    /** Returns the number of the next attempt. */
    int nextAttempt() {
        return json.withArray(ATTEMPTS).size();
    }

    /** Takes back what happened after a checkpoint, before the run goes on from there. */
    void rewind(long batchesDone) {
        onFiles(() -> {
            Tables.discardAfter(hadoop, location(), batchesDone, this::requireOwned);
            store.setAside(batchesDone);
            return null;
        });
        scores.rewind(batchesDone);
        Iterator<JsonNode> raises = json.path(RAISES).iterator();
        while (raises.hasNext()) {
            if (raises.next().path("batch_id").asLong() >= batchesDone) {
                raises.remove();
            }
        }
        writeScores();
    }

    void attempt(long batchesDone) {
        ObjectNode attempt = json.withArray(ATTEMPTS).addObject();
        attempt.put("from_batch", batchesDone);
        attempt.put("launched", Instant.now().toString());
        write();
    }

    void started(List<Placement> placements) {
        ArrayNode stages = lastAttempt().putArray("stages");
        for (Placement placement : placements) {
            ObjectNode stage = stages.addObject()
                    .put("stage", placement.stage())
                    .put("executor", placement.executor())
                    .put("host", placement.host())
                    .put("pid", placement.pid())
                    .put("compute", placement.compute());
            int period = plan.stages().get(placement.stage()).period();
            if (period > 1) {
                stage.put("period", period);
            }
            ArrayNode gpus = stage.putArray("gpus");
            placement.gpus().addresses().forEach(gpus::add);
        }
        write();
    }

    void ended(String outcome) {
        lastAttempt().put("outcome", outcome).put("ended", Instant.now().toString());
        write();
    }

    private ObjectNode lastAttempt() {
        ArrayNode attempts = json.withArray(ATTEMPTS);
        return (ObjectNode) attempts.get(attempts.size() - 1);
    }

    void evaluated(Event.Evaluation evaluation) {
        scores.add(evaluation);
        writeScores();
    }

    /** Remembers that examples became harder. */
    void raised(Event.Raise raise) {
        json.withArray("/" + RAISES)
                .addObject()
                .put("batch_id", raise.batchId())
                .put("epoch", raise.epoch())
                .put("length", raise.length())
                .put("repeats", raise.repeats())
                .put("steps", raise.steps());
        write();
    }

    /** Returns when that happened. */
    List<Event.Raise> raises() {
        List<Event.Raise> raises = new ArrayList<>();
        for (JsonNode node : json.path(RAISES)) {
            raises.add(new Event.Raise(
                    node.path("batch_id").asLong(),
                    node.path("epoch").asInt(),
                    node.path("length").asInt(),
                    node.path("repeats").asInt(),
                    node.path("steps").asInt()));
        }
        return raises;
    }

    private void writeScores() {
        scores.write(json.putArray(EVALUATIONS));
        write();
    }

    private void write() {
        onFiles(() -> {
            directory.write(json);
            return null;
        });
    }

    /** Makes a checkpoint exist, and deletes those that nobody needs any more. */
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
                Provenance.names(plan),
                Provenance.fixed(plan),
                stages,
                Instant.now());
        onFiles(() -> {
            store.commit(manifest);
            prune();
            return null;
        });
    }

    /** What cannot be deleted now may be deletable after the next checkpoint. */
    private void prune() {
        Set<Long> best =
                scores.best().map(evaluation -> Set.of(evaluation.batchId())).orElse(Set.of());
        try {
            store.prune(plan.settings().output().keepCheckpoints(), best);
        } catch (CheckpointException e) {
            LOG.warn("old checkpoints stay: {}", e.getMessage());
        }
    }
}
