package org.sparksg.spark;

import java.time.Duration;

/** How long the driver waits while a gang ends: in one place, because each of these waits must outlast the one before it. */
final class EndLimits {

    /** Longer than Spark's events are on their way: after it, no task starts that was not heard of. */
    static final Duration EVENTS = Duration.ofSeconds(3);

    /**
     * Longer than a stage needs to make visible what it has and to tell of it. Shorter than Ctrl-C leaves to the driver,
     * and longer than {@link #EVENTS}, before which no cancelled gang is known to have ended.
     */
    static final Duration LAST_WORDS = Duration.ofSeconds(10);

    /** Longer than the task reaper of {@link SparkDefaults} lets a task live that does not hear. */
    static final Duration TASKS = Duration.ofMinutes(3);

    private EndLimits() {}
}
