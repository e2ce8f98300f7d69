package org.sparksg.spark;

import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;

/**
 * Keeps the last errors that Spark's schedulers logged, from its creation on. Why a cluster manager ended an application is told nowhere
 * else: not by an event, not by a state.
 */
final class LastErrors extends AbstractAppender implements AutoCloseable {
    private static final String SCHEDULERS = "org.apache.spark.scheduler.cluster";
    private static final int KEPT = 3;

    private final Deque<String> errors = new ArrayDeque<>();
    private final LoggerConfig root; // null where another library does the logging: nothing is kept then

    private LastErrors(LoggerConfig root) {
        super("spark-sg-last-errors", null, null, true, Property.EMPTY_ARRAY);
        this.root = root;
    }

    /** Begins to listen. */
    static LastErrors listen() {
        if (!(LogManager.getContext(false) instanceof LoggerContext context)) {
            return new LastErrors(null);
        }
        Configuration configuration = context.getConfiguration();
        LastErrors errors = new LastErrors(configuration.getRootLogger());
        errors.start();
        configuration.getRootLogger().addAppender(errors, Level.ERROR, null);
        context.updateLoggers();
        return errors;
    }

    @Override
    public void append(LogEvent event) {
        if (event.getLoggerName().startsWith(SCHEDULERS)) {
            add(event.getMessage().getFormattedMessage());
        }
    }

    private synchronized void add(String error) {
        errors.remove(error);
        errors.addLast(error);
        if (errors.size() > KEPT) {
            errors.removeFirst();
        }
    }

    /** Returns them, the newest last; empty if there were none. */
    synchronized String text() {
        return String.join("; ", errors);
    }

    @Override
    public void close() {
        if (root != null) {
            root.removeAppender(getName());
        }
        stop();
    }
}
