package org.sparksg.data;

import java.io.Serializable;

/**
 * What is known of a data set before it is read.
 *
 * @param count number of examples
 * @param schema what they look like
 * @param fingerprint changes when any byte of the data does, or the generator's settings
 * @param lines how many lines were read for that, empty ones included; 0 where there are none
 */
public record SourceSummary(int count, Schema schema, String fingerprint, long lines) implements Serializable {

    /** What is known of data that are not text. */
    public SourceSummary(int count, Schema schema, String fingerprint) {
        this(count, schema, fingerprint, 0);
    }
}
