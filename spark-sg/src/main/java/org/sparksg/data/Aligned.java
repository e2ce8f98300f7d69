package org.sparksg.data;

import java.io.IOException;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;

/**
 * Data that are read as the training data are.
 *
 * @param source the data, which tell their fingerprint: it must not depend on other data
 * @param as how they are read
 */
record Aligned(DataSource source, DataSource as) implements DataSource {

    @Override
    public SourceSummary inspect(Configuration hadoop) throws IOException {
        return inspect(hadoop, line -> {});
    }

    @Override
    public SourceSummary inspect(Configuration hadoop, Consumer<String> news) throws IOException {
        return as.inspect(hadoop, news).with(fingerprint(hadoop));
    }

    @Override
    public String fingerprint(Configuration hadoop) throws IOException {
        return source.fingerprint(hadoop);
    }

    @Override
    public Examples load(Configuration hadoop) throws IOException {
        return as.load(hadoop);
    }

    @Override
    public String toString() {
        return source.toString();
    }
}
