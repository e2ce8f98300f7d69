package org.sparksg.data;

import java.io.Serializable;

/**
 * What is known of the data of a run once they have been opened: everything about them that is decided before training.
 *
 * @param schema what all examples look like
 * @param train examples to train on
 * @param validation examples held out of the training data
 * @param test examples of the test data
 * @param fingerprint a text for run records that changes when any of the data do, or their division
 */
public record DataSummary(Schema schema, int train, int validation, int test, String fingerprint)
        implements Serializable {}
