package org.sparksg.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Finds what was meant by a word that is not known. */
public final class Suggestion {
    private Suggestion() {}

    /** Returns the nearest known word, if at most a third of its letters differ, or two, or one of a very short word. */
    public static Optional<String> nearest(String word, Collection<String> known) {
        return known.stream()
                .filter(candidate -> distance(word, candidate) <= tolerance(candidate))
                .min(Comparator.comparingInt(candidate -> distance(word, candidate)));
    }

    /** Returns {@code ; did you mean X?}, or nothing if no word is near. */
    public static String of(String word, Collection<String> known) {
        return nearest(word, known).map(Suggestion::meant).orElse("");
    }

    /** Returns {@code ; did you mean X?}. */
    public static String meant(String word) {
        return "; did you mean " + word + "?";
    }

    /** Returns the end of a message: the known words, and the one that may have been meant. */
    public static String oneOf(String word, Collection<String> known) {
        return "one of " + known + of(word, known);
    }

    private static int tolerance(String word) {
        return word.length() < 4 ? 1 : Math.max(2, word.length() / 3);
    }

    private static int distance(String word, String other) {
        return LevenshteinDistance.getDefaultInstance().apply(normal(word), normal(other));
    }

    private static String normal(String word) {
        return word.toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
