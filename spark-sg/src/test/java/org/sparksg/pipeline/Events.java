package org.sparksg.pipeline;

import java.util.List;
import org.sparksg.metrics.Event;
import org.sparksg.metrics.Sink;

/**
 * A sink that only collects.
 *
 * @param all what was accepted
 */
record Events(List<Event> all) implements Sink {
    @Override
    public void accept(Event event) {
        all.add(event);
    }

    @Override
    public void roll(long batchId) {}

    @Override
    public void close() {}
}
