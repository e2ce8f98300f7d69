package org.sparksg.data;

import java.util.List;
import org.apache.hadoop.conf.Configuration;

/** stub */
public record Csv(String path, Label label, List<String> features, boolean header, char separator)
        implements DataSource {
    @Override
    public Summary inspect(Configuration hadoop) {
        throw new UnsupportedOperationException("not yet");
    }

    @Override
    public Examples load(Configuration hadoop) {
        throw new UnsupportedOperationException("not yet");
    }
}
