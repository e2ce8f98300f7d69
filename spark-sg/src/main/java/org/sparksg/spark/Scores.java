package org.sparksg.spark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.sparksg.checkpoint.Manifest;
import org.sparksg.metrics.Event;
import org.sparksg.pipeline.RunPlan;
import org.sparksg.pipeline.RunSettings;
import org.sparksg.pipeline.Split;

/** The evaluations of a run so far: which weights are the best, and whether to go on. */
final class Scores {
    private final RunPlan plan;
    private final List<Event.Evaluation> all = new ArrayList<>();

    Scores(RunPlan plan) {
        this.plan = plan;
    }

    void add(Event.Evaluation evaluation) {
        all.add(evaluation);
    }

    /** Adds those of a record. */
    void read(JsonNode list) {
        for (JsonNode node : list) {
            add(new Event.Evaluation(
                    node.path("batch_id").asLong(),
                    node.path("epoch").asInt(),
                    node.path("split").asText(),
                    node.path("examples").asLong(),
                    node.path("loss").asDouble(),
                    node.path("accuracy").asDouble(Double.NaN)));
        }
    }

    /** Writes them into a record. */
    void write(ArrayNode list) {
        for (Event.Evaluation evaluation : all) {
            list.addObject()
                    .put("batch_id", evaluation.batchId())
                    .put("epoch", evaluation.epoch())
                    .put("split", evaluation.split())
                    .put("examples", evaluation.examples())
                    .put("loss", evaluation.loss())
                    .put("accuracy", evaluation.accuracy());
        }
    }

    /** Puts others in their place. */
    void replace(List<Event.Evaluation> others) {
        all.clear();
        all.addAll(others);
    }

    /** Forgets those from a batch on. */
    void rewind(long batchesDone) {
        all.removeIf(evaluation -> evaluation.batchId() >= batchesDone);
    }

    List<Event.Evaluation> all() {
        return List.copyOf(all);
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
    boolean areComplete() {
        long batches = plan.calendar().batches();
        return all.stream()
                .filter(evaluation -> evaluation.batchId() == batches)
                .map(Event.Evaluation::split)
                .toList()
                .containsAll(plan.evaluatedAtEnd().stream().map(Split::label).toList());
    }

    private List<Event.Evaluation> monitored() {
        return all.stream()
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
}
