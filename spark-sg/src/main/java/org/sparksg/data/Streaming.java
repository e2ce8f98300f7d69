package org.sparksg.data;

import java.io.Serializable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which data of a run are read while it trains, and not held in memory: decided once, when the run is planned.
 *
 * @param train whether training data are, those that are held out among them
 * @param test whether test data are
 * @param window how many examples are shuffled at a time, whole mini-batches; 0 if training data are in memory
 * @param shards how many parts of the training data come in random order; 0 likewise
 */
public record Streaming(boolean train, boolean test, int window, int shards) implements Serializable {
    /** All is held in memory. */
    public static final Streaming NONE = new Streaming(false, false, 0, 0);

    private static final String IN_MEMORY = "in memory";
    private static final Pattern STREAMED = Pattern.compile("streamed: windows of (\\d+) examples, (\\d+) shards");

    /** Says, for the record of a run, what decides the order of the training data. */
    public String order() {
        return train ? "streamed: windows of " + window + " examples, " + shards + " shards" : IN_MEMORY;
    }

    /** Returns this with the order that a record tells, of data with so many shards now. */
    Streaming withOrder(String order, int shardsNow) {
        Matcher streamed = STREAMED.matcher(order);
        return streamed.matches()
                ? new Streaming(true, test, Integer.parseInt(streamed.group(1)), shardsNow)
                : new Streaming(false, test, 0, 0);
    }
}
