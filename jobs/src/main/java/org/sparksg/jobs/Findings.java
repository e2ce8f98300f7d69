package org.sparksg.jobs;

import java.io.PrintWriter;
import java.util.Collection;
import org.sparksg.spark.Finding;

/** What a preflight found, for people. */
public final class Findings {
    private Findings() {}

    /** Prints warnings and failures, and returns whether a run can start. */
    public static boolean print(Collection<Finding> findings, PrintWriter err) {
        boolean ready = true;
        for (Finding finding : findings) {
            boolean failure = finding.verdict() == Finding.Verdict.FAILURE;
            ready &= !failure;
            if (finding.verdict() != Finding.Verdict.OK) {
                err.println(failure ? "error: " + finding : finding);
            }
        }
        err.flush();
        return ready;
    }
}
