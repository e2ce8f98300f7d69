package org.sparksg.pipeline;

import org.sparksg.metrics.Sink;
import org.sparksg.tensor.Kernels;
import org.sparksg.transport.Link;

/**
 * What the parts of one stage agent share.
 *
 * @param below the link to the stage below; null on the first stage
 * @param above the link to the stage above; null on the last stage
 * @param feed the data; null where the input comes from the stage below
 */
record StageContext(
        RunPlan plan, StageModel model, Link below, Link above, Feed feed, Sink sink, Meter meter, Messages messages) {

    Kernels kernels() {
        return model.kernels();
    }

    StageRange range() {
        return model.range();
    }
}
