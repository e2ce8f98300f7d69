package org.sparksg.jobs;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.sparksg.data.DataSettings;
import org.sparksg.data.DataSummary;
import org.sparksg.data.FeatureSettings;

/** What data have, looked at once: the runs of a grid mostly share theirs. */
public final class DataSummaries {
    private final Configuration hadoop;
    private final Consumer<String> news;
    private final Map<Subject, DataSummary> known = new HashMap<>();

    /**
     * Knows nothing yet.
     *
     * @param hadoop how to reach the data
     * @param news hears now and then how far a look is, where there is much to read
     */
    public DataSummaries(Configuration hadoop, Consumer<String> news) {
        this.hadoop = hadoop;
        this.news = news;
    }

    /** The seed matters where constants are taken from the examples that are not held out. */
    private record Subject(DataSettings data, long seed) {}

    /** Returns the summary of the data of a run with this seed. */
    public DataSummary of(DataSettings data, long seed) throws IOException {
        Subject subject = new Subject(data, data.features().equals(FeatureSettings.NONE) ? 0 : seed);
        DataSummary found = known.get(subject);
        if (found == null) {
            found = data.open(hadoop, seed, news);
            known.put(subject, found);
        }
        return found;
    }
}
