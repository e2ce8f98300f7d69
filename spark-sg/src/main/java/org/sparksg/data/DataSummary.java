package org.sparksg.data;

import java.io.Serializable;
import java.util.List;

/**
 * What is known of the data of a run once they have been opened: everything about them that is decided before training.
 *
 * @param schema what all examples look like
 * @param train examples to train on
 * @param validation examples held out of the training data
 * @param test examples of the test data
 * @param fingerprint a text for run records that changes when any of the data do, or their division
 * @param sources what was found in the training data and, if there are any, in the test data
 * @param streaming what is not held in memory
 */
public record DataSummary(
        Schema schema,
        int train,
        int validation,
        int test,
        String fingerprint,
        List<SourceSummary> sources,
        Streaming streaming)
        implements Serializable {

    /** Copies the list. */
    public DataSummary {
        sources = List.copyOf(sources);
    }

    /** Returns the same data, read in another way. */
    public DataSummary with(Streaming other) {
        return new DataSummary(schema, train, validation, test, fingerprint, sources, other);
    }

    /** Returns the same data, with their columns in another order. */
    public DataSummary with(Schema other) {
        return new DataSummary(other, train, validation, test, fingerprint, sources, streaming);
    }

    /** Returns what was found in the training data. */
    public DataReport report() {
        return sources.isEmpty() ? DataReport.NONE : sources.get(0).report();
    }

    /** Returns whether examples have weights, those to train on or those to test on. */
    public boolean isWeighted() {
        return schema.isWeighted() || testSchema().isWeighted();
    }

    /** Returns whether there are steps that only fill windows up, in sequences to train on or to test on. */
    public boolean isPadded() {
        return schema.sequences().padded()
                || sources.stream()
                        .anyMatch(source -> source.schema().sequences().padded());
    }

    /** Returns what test examples look like: as those to train on, with weights of their own. */
    public Schema testSchema() {
        return sources.size() < 2
                ? schema
                : schema.withMeanWeight(sources.get(1).schema().meanWeight());
    }

    /** What is known of data whose sources nobody asks for. */
    public DataSummary(Schema schema, int train, int validation, int test, String fingerprint) {
        this(schema, train, validation, test, fingerprint, List.of(), Streaming.NONE);
    }
}
