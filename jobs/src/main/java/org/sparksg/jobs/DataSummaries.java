package org.sparksg.jobs;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.sparksg.data.DataSettings;
import org.sparksg.data.Summary;

/** What data have, looked at once: the runs of a grid mostly share theirs. */
public final class DataSummaries {
    private final Configuration hadoop;
    private final Map<DataSettings, Summary> known = new HashMap<>();

    /** {@code hadoop}: how to reach the data. */
    public DataSummaries(Configuration hadoop) {
        this.hadoop = hadoop;
    }

    /** Returns the summary of these data. */
    public Summary of(DataSettings data) throws IOException {
        Summary summary = known.get(data);
        if (summary == null) {
            summary = data.inspect(hadoop);
            known.put(data, summary);
        }
        return summary;
    }
}
