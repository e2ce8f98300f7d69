package org.sparksg.data;

import java.io.Serializable;
import java.util.List;

/**
 * What is known of a data set before it is read.
 *
 * @param count number of examples
 * @param schema what they look like
 * @param fingerprint changes when any byte of the data does, or the generator's settings
 * @param lines how many lines were read for that, empty ones included; 0 where there are none
 * @param report what was found in its columns and classes
 * @param shards the parts that can be read by themselves; none where data cannot be streamed
 */
public record SourceSummary(
        int count, Schema schema, String fingerprint, long lines, DataReport report, List<Shard> shards)
        implements Serializable {

    /** Copies the list. */
    public SourceSummary {
        shards = List.copyOf(shards);
    }

    /** What is known of data that are no table. */
    SourceSummary(int count, Schema schema, String fingerprint, DataReport report) {
        this(count, schema, fingerprint, 0, report, List.of());
    }

    /** What is known of data whose rows nobody has looked at. */
    public SourceSummary(int count, Schema schema, String fingerprint) {
        this(count, schema, fingerprint, DataReport.NONE);
    }
}
