package org.sparksg.data;

import java.util.Collection;
import java.util.Locale;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** What somebody who mistyped a name may have meant. */
final class Suggestion {
    private Suggestion() {}

    /** Returns {@code ; did you mean X?}, or nothing if no name is near. */
    static String of(String typed, Collection<String> names) {
        String best = null;
        int least = (typed.length() + 1) / 3 + 1; // about one slip in three letters
        LevenshteinDistance distance = new LevenshteinDistance(least);
        for (String name : names) {
            int slips = distance.apply(typed.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
            if (slips >= 0 && slips < least) {
                best = name;
                least = slips;
            }
        }
        return best == null ? "" : "; did you mean " + best + "?";
    }
}
