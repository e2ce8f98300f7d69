package org.sparksg.data;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.hadoop.conf.Configuration;
import org.sparksg.settings.BadSetting;

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

    /** Both must notice that a path leads nowhere. */
    static void finding(DataSource source, String... words) {
        requireWords(assertThrows(BadSetting.class, () -> source.inspect(new Configuration())), words);
        requireWords(assertThrows(BadSetting.class, () -> source.load(new Configuration())), words);
    }

    private static void requireWords(RuntimeException trouble, String... words) {
        for (String word : words) {
            assertTrue(
                    trouble.getMessage().contains(word), "no \"" + word + "\" in the message: " + trouble.getMessage());
        }
    }
}
