package org.sparksg.jobs;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.sparksg.data.DataSettings;
import org.sparksg.data.Summary;

/** What data have, looked at once: the runs of a grid mostly share theirs. */
public final class DataSummaries {
    /** A look at data. */
    private interface Look<T> {
        T at(Configuration hadoop) throws IOException;
    }

    private final Configuration hadoop;
    private final Map<DataSettings, Summary> summaries = new HashMap<>();
    private final Map<DataSettings, String> fingerprints = new HashMap<>();

    /** {@code hadoop}: how to reach the data. */
    public DataSummaries(Configuration hadoop) {
        this.hadoop = hadoop;
    }

    /** Returns the summary of these data. */
    public Summary of(DataSettings data) throws IOException {
        return once(summaries, data, data::inspect);
    }

    /** Returns the text that changes when any of these data do, or their division. */
    public String fingerprint(DataSettings data) throws IOException {
        return once(fingerprints, data, data::fingerprint);
    }

    private <T> T once(Map<DataSettings, T> known, DataSettings data, Look<T> look) throws IOException {
        T found = known.get(data);
        if (found == null) {
            found = look.at(hadoop);
            known.put(data, found);
        }
        return found;
    }
}
