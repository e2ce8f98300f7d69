package org.sparksg.data;

import java.io.Serializable;

/**
 * What is known of a data set before it is read.
 *
 * @param count number of examples
 * @param schema what they look like
 * @param fingerprint changes when the data change: lengths and checksums of both ends of each file, or the generator's
 *     settings
 */
public record SourceSummary(int count, Schema schema, String fingerprint) implements Serializable {}
