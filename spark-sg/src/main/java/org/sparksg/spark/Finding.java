package org.sparksg.spark;

import java.io.Serializable;

/**
 * One line of the preflight report.
 *
 * @param subject what was looked at
 * @param fact what was found
 * @param verdict what it means
 * @param fix the property to change, or empty
 */
public record Finding(String subject, String fact, Verdict verdict, String fix) implements Serializable {

    /** What a fact means for a run. */
    public enum Verdict {
        /** As it should be. */
        OK,
        /** The run works, with a disadvantage. */
        WARNING,
        /** The run would fail or hang. */
        FAILURE
    }

    static Finding ok(String subject, String fact) {
        return new Finding(subject, fact, Verdict.OK, "");
    }

    static Finding warning(String subject, String fact, String fix) {
        return new Finding(subject, fact, Verdict.WARNING, fix);
    }

    static Finding failure(String subject, String fact, String fix) {
        return new Finding(subject, fact, Verdict.FAILURE, fix);
    }

    /** Returns {@code ok / warning / FAILURE, subject: fact. Fix: ...} as one line. */
    @Override
    public String toString() {
        String mark = verdict == Verdict.FAILURE ? "FAILURE" : verdict == Verdict.WARNING ? "warning" : "ok";
        return String.format("%-8s %-22s %s%s", mark, subject, fact, fix.isEmpty() ? "" : "  -> " + fix);
    }
}
