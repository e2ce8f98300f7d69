package org.sparksg.data;

import org.apache.hadoop.conf.Configuration;

/** stub */
public record Idx(String images, String labels, int classes) implements DataSource {
    @Override
    public Summary inspect(Configuration hadoop) {
        throw new UnsupportedOperationException("not yet");
    }

    @Override
    public Examples load(Configuration hadoop) {
        throw new UnsupportedOperationException("not yet");
    }
}
