package org.sparksg.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;

/**
 * Keeps what Spark's schedulers complained of last, from its creation on. Why a cluster manager ended an application, or starts no
 * executors, is told nowhere else: not by an event, not by a state.
 */
final class SchedulerLog extends AbstractAppender implements AutoCloseable {
    private static final String SCHEDULERS = "org.apache.spark.scheduler.cluster";
    private static final int KEPT = 3;

    private record Complaint(boolean error, String text) {}

    private final List<Complaint> complaints = new ArrayList<>();
    private final LoggerConfig root; // null where another library does the logging: nothing is kept then

    private SchedulerLog(LoggerConfig root) {
        super("spark-sg-scheduler-log", null, null, true, Property.EMPTY_ARRAY);
        this.root = root;
    }

    /** Returns one that hears nothing. */
    static SchedulerLog none() {
        return new SchedulerLog(null);
    }

    /** Begins to listen. */
    static SchedulerLog listen() {
        if (!(LogManager.getContext(false) instanceof LoggerContext context)) {
            return none();
        }
        Configuration configuration = context.getConfiguration();
        SchedulerLog log = new SchedulerLog(configuration.getRootLogger());
        log.start();
        configuration.getRootLogger().addAppender(log, Level.WARN, null);
        context.updateLoggers();
        return log;
    }

    @Override
    public void append(LogEvent event) {
        if (event.getLoggerName().startsWith(SCHEDULERS)) {
            boolean error = event.getLevel().isMoreSpecificThan(Level.ERROR);
            add(new Complaint(error, event.getMessage().getFormattedMessage()));
        }
    }

    /** Keeps the last of each level. */
    private synchronized void add(Complaint complaint) {
        complaints.remove(complaint);
        complaints.add(complaint);
        List<Complaint> alike = complaints.stream()
                .filter(other -> other.error() == complaint.error())
                .toList();
        if (alike.size() > KEPT) {
            complaints.remove(alike.get(0));
        }
    }

    /** Returns the last errors, the newest last; empty if there were none. */
    synchronized String errors() {
        return complaints.stream().filter(Complaint::error).map(Complaint::text).collect(Collectors.joining("; "));
    }

    /** Returns the last errors and warnings, the newest last; empty if there were none. */
    synchronized String all() {
        return complaints.stream().map(Complaint::text).collect(Collectors.joining("; "));
    }

    @Override
    public void close() {
        if (root != null) {
            root.removeAppender(getName());
        }
        stop();
    }
}
