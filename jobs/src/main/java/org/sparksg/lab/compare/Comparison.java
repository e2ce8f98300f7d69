package org.sparksg.lab.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What is known of a grid so far.
 *
 * @param name its name
 * @param reference the rule that the others are compared with
 * @param target the error, or loss, whose time is asked for
 * @param total how many runs it has
 * @param entries the runs that have ended, in the order of the grid
 */
record Comparison(String name, String reference, OptionalDouble target, int total, List<Entry> entries) {

    /** Copies the list. */
    Comparison {
        entries = List.copyOf(entries);
    }

    /** A run that has ended, with its curves. */
    record Entry(Result result, Curves curves) {}

    /** Returns this with one more run. */
    Comparison with(Entry entry) {
        List<Entry> more = new ArrayList<>(entries);
        more.add(entry);
        return new Comparison(name, reference, target, total, more);
    }

    /** Returns the results without their curves. */
    List<Result> results() {
        return entries.stream().map(Entry::result).toList();
    }

    GridSummary summary() {
        return new GridSummary(results(), reference);
    }

    /** Returns how many seconds a run trained until its score came down to the target; infinity if it never did. */
    double secondsToTarget(Result result) {
        return entries.stream()
                .filter(entry -> entry.result().equals(result))
                .flatMap(entry -> entry.curves().evaluations().stream())
                .filter(evaluation -> evaluation.score() <= target.orElseThrow())
                .mapToDouble(Curves.Evaluation::seconds)
                .findFirst()
                .orElse(Double.POSITIVE_INFINITY);
    }

    /** Returns how many runs have ended, for people. */
    String extent() {
        return entries.size() == total ? total + " runs" : entries.size() + " of " + total + " runs so far";
    }
}
