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
 * @param shards the parts that can be read by themselves; none where data cannot be streamed
 * @param report what was found in its columns and classes
 */
public record SourceSummary(
        int count, Schema schema, String fingerprint, long lines, List<Shard> shards, DataReport report)
        implements Serializable {

    /** Copies the list. */
    public SourceSummary {
        shards = List.copyOf(shards);
    }

    /** Returns the same with another fingerprint. */
    SourceSummary with(String other) {
        return new SourceSummary(count, schema, other, lines, shards, report);
    }

    /** What is known of images. */
    SourceSummary(int count, Schema schema, String fingerprint, DataReport report) {
        this(count, schema, fingerprint, 0, List.of(), report);
    }

    /** What is known of data whose rows nobody has looked at. */
    public SourceSummary(int count, Schema schema, String fingerprint) {
        this(count, schema, fingerprint, 0, List.of(), DataReport.NONE);
    }
}
