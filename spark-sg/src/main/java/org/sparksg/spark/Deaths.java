package org.sparksg.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Executors that ended before a stage stood on them. Several in a row for one reason mean that none will come. */
final class Deaths {
    private static final int TOO_MANY = 3;

    private final List<String> reasons = new ArrayList<>();

    /** Notes one, with the reason and the end of its log. */
    void add(String reason) {
        reasons.add(reason);
    }

    /** Returns why it makes no sense to wait for more, if it makes none. */
    Optional<String> hopeless() {
        int size = reasons.size();
        if (size < TOO_MANY || kinds(reasons.subList(size - TOO_MANY, size)) > 1) {
            return Optional.empty();
        }
        return Optional.of(TOO_MANY + " executors in a row ended before a stage stood on them, the last one: "
                + reasons.get(size - 1)
                + "\nIs there memory for them? See spark.executor.memory, spark.executor.memoryOverhead and"
                + " spark.executor.extraJavaOptions");
    }

    /** Numbers of processes, ports and times differ though the reason is one. */
    private static long kinds(List<String> some) {
        return some.stream()
                .map(reason -> reason.replaceAll("[0-9a-f]*[0-9][0-9a-f]*", "#"))
                .distinct()
                .count();
    }
}
