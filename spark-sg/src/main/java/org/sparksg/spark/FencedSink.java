package org.sparksg.spark;

import org.sparksg.metrics.Event;
import org.sparksg.metrics.Sink;

/**
 * Shows rows of a run only while it is this driver's: those of a stage whose driver lost it would stand beside the new owner's.
 *
 * @param fence throws if the run belongs to another driver by now
 * @param rows where they go
 */
record FencedSink(Runnable fence, Sink rows) implements Sink {

    @Override
    public void accept(Event event) {
        rows.accept(event);
    }

    @Override
    public void roll(long batchId) {
        fence.run();
        rows.roll(batchId);
    }

    @Override
    public void close() {
        rows.close();
    }
}
