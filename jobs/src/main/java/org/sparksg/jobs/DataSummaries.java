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
    private final Map<DataSettings, String> fingerprints = new HashMap<>();

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

    /** Returns the text that changes when any of these data do, or their division. */
    public String fingerprint(DataSettings data) throws IOException {
        String fingerprint = fingerprints.get(data);
        if (fingerprint == null) {
            fingerprint = data.fingerprint(hadoop);
            fingerprints.put(data, fingerprint);
        }
        return fingerprint;
    }
}
