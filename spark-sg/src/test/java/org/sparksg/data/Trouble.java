package org.sparksg.data;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.hadoop.conf.Configuration;

/** Expects that a source refuses its data with a message that has certain words. */
final class Trouble {
    private Trouble() {}

    static void inspecting(DataSource source, String... words) {
        requireWords(assertThrows(DataException.class, () -> source.inspect(new Configuration())), words);
    }

    static void loading(DataSource source, String... words) {
        requireWords(assertThrows(DataException.class, () -> source.load(new Configuration())), words);
    }

    /** Both must notice, with the same message. */
    static void reading(DataSource source, String... words) {
        inspecting(source, words);
        loading(source, words);
    }

    private static void requireWords(DataException trouble, String... words) {
        for (String word : words) {
            assertTrue(
                    trouble.getMessage().contains(word), "no \"" + word + "\" in the message: " + trouble.getMessage());
        }
    }
}
