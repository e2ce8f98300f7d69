package org.sparksg.metrics;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A sink that keeps everything, for tests. Safe for many threads. */
public final class Recorder implements Sink {
    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final List<Long> rolls = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    @Override
    public void accept(Event event) {
        events.add(event);
    }

    @Override
    public void roll(long batchId) {
        rolls.add(batchId);
    }

    @Override
    public void close() {
        closed = true;
    }

    /** Returns all events so far. */
    public List<Event> events() {
        return List.copyOf(events);
    }

    /** Returns the events of one type so far. */
    public <E extends Event> List<E> events(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** Returns the batch ids of all rolls so far. */
    public List<Long> rolls() {
        return List.copyOf(rolls);
    }

    /** Returns whether it was closed. */
    public boolean closed() {
        return closed;
    }
}
