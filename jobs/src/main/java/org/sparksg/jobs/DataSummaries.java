package org.sparksg.jobs;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.sparksg.data.DataSettings;
import org.sparksg.data.DataSummary;

/** What data have, looked at once: the runs of a grid mostly share theirs. */
public final class DataSummaries {
    private final Configuration hadoop;
    private final Map<DataSettings, DataSummary> known = new HashMap<>();

    /** {@code hadoop}: how to reach the data. */
    public DataSummaries(Configuration hadoop) {
        this.hadoop = hadoop;
    }

    /** Returns the summary of these data. */
    public DataSummary of(DataSettings data) throws IOException {
        DataSummary found = known.get(data);
        if (found == null) {
            found = data.open(hadoop);
            known.put(data, found);
        }
        return found;
    }
}
