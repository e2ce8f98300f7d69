package org.sparksg.spark;

import org.sparksg.metrics.Event;
import org.sparksg.metrics.Sink;
import org.sparksg.storage.Retries;

/**
 * Shows rows of a run only while it is this driver's: those of a stage whose driver lost it would stand beside the new owner's.
 *
 * @param fence throws if the run belongs to another driver by now
 * @param retries how long a file system is borne that does not say
 * @param rows where they go
 */
record FencedSink(Runnable fence, Retries retries, Sink rows) implements Sink {

    @Override
    public void accept(Event event) {
        rows.accept(event);
    }

    @Override
    public void roll(long batchId) {
        retries.run(fence);
        rows.roll(batchId);
    }

    @Override
    public void close() {
        rows.close();
    }
}
