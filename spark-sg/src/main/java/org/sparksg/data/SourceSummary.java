package org.sparksg.data;

import java.io.Serializable;

/**
 * What is known of a data set before it is read.
 *
 * @param count number of examples
 * @param schema what they look like
 * @param fingerprint changes when any byte of the data does, or the generator's settings
 * @param lines how many lines were read for that, empty ones included; 0 where there are none
 * @param report what was found in its columns and classes
 */
public record SourceSummary(int count, Schema schema, String fingerprint, long lines, DataReport report)
        implements Serializable {

    /** What is known of data whose rows nobody has looked at. */
    public SourceSummary(int count, Schema schema, String fingerprint) {
        this(count, schema, fingerprint, 0, DataReport.NONE);
    }
}
