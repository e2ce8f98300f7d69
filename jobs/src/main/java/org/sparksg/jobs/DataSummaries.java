package org.sparksg.jobs;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.sparksg.data.DataSettings;
import org.sparksg.data.DataSummary;
import org.sparksg.data.FeatureSettings;

/** What data have, looked at once: the runs of a grid mostly share theirs. */
public final class DataSummaries {
    private final Configuration hadoop;
    private final Map<Subject, DataSummary> known = new HashMap<>();

    /** {@code hadoop}: how to reach the data. */
    public DataSummaries(Configuration hadoop) {
        this.hadoop = hadoop;
    }

    /** The seed matters where constants are taken from the examples that are not held out. */
    private record Subject(DataSettings data, long seed) {}

    /** Returns the summary of the data of a run with this seed. */
    public DataSummary of(DataSettings data, long seed) throws IOException {
        Subject subject = new Subject(data, data.features().equals(FeatureSettings.NONE) ? 0 : seed);
        DataSummary found = known.get(subject);
        if (found == null) {
            found = data.open(hadoop, seed);
            known.put(subject, found);
        }
        return found;
    }
}
