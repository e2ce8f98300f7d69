package org.sparksg.spark;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sparksg.pipeline.DivergedException;

/**
 * Finds the cause among everything that is reported when an attempt breaks: a lost executor first, then a stage that failed by
 * itself, then one that only lost its neighbour, then whatever Spark says.
 */
final class Failures {
    private final Map<Integer, Placement> placements = new HashMap<>();
    private final Set<Integer> ready = new HashSet<>();
    private final List<ControlMessage.Failed> reports = new ArrayList<>();
    private String lostExecutor;

    void placed(Placement placement) {
        placements.put(placement.stage(), placement);
    }

    void ready(Placement placement) {
        placements.put(placement.stage(), placement);
        ready.add(placement.stage());
    }

    /** Returns how many stages stand. */
    int ready() {
        return ready.size();
    }

    List<Placement> placements() {
        return placements.values().stream()
                .sorted(Comparator.comparingInt(Placement::stage))
                .toList();
    }

    void failed(ControlMessage.Failed report) {
        reports.add(report);
    }

    /** Notes the loss of an executor, if a stage ran there. What follows from an earlier failure is none. */
    void executorLost(String executor, String reason) {
        if (hasOwnCause()) {
            return;
        }
        placements.values().stream()
                .filter(placement -> placement.executor().equals(executor))
                .findFirst()
                .ifPresent(placement -> lostExecutor = placement + " was lost: " + reason);
    }

    boolean hasOwnCause() {
        return lostExecutor != null || reports.stream().anyMatch(report -> !report.consequence());
    }

    private static String describe(ControlMessage.Failed report) {
        String what = report.placement() + " failed: " + report.message();
        return report.hopeless() ? what : what + "\n" + report.trace();
    }

    /** Returns whether another attempt would fail in the same way. A stage that Spark ended in its work says nothing about that. */
    boolean isHopeless() {
        return lostExecutor == null && reports.stream().anyMatch(report -> report.hopeless() && !report.consequence());
    }

    /** Returns whether a stage failed because the loss was no number any more. */
    boolean isDivergence() {
        String type = DivergedException.class.getName();
        return isHopeless()
                && reports.stream().anyMatch(report -> report.trace().startsWith(type));
    }

    /** Returns the cause, with the remote stack trace if there is one. */
    String cause(Optional<String> spark) {
        if (lostExecutor != null) {
            return lostExecutor;
        }
        return reports.stream()
                .min(Comparator.comparing(ControlMessage.Failed::consequence))
                .map(Failures::describe)
                .or(() -> spark)
                .orElse("the stages ended without a word");
    }
}
