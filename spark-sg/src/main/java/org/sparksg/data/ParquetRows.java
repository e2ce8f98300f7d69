package org.sparksg.data;

import java.util.List;
import org.apache.hadoop.conf.Configuration;

/** stub */
public record ParquetRows(String path, Label label, List<String> features) implements DataSource {
    @Override
    public Summary inspect(Configuration hadoop) {
        throw new UnsupportedOperationException("not yet");
    }

    @Override
    public Examples load(Configuration hadoop) {
        throw new UnsupportedOperationException("not yet");
    }
}
