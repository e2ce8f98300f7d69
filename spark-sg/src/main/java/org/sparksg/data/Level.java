package org.sparksg.data;

import java.io.Serializable;
import org.sparksg.settings.Require;

/**
 * How hard the episodes of a {@link CopyTask} are.
 *
 * @param length how many bits are shown
 * @param repeats how many times they are wanted, and an end after them; 0: once, without an end
 */
public record Level(int length, int repeats) implements Serializable {
    private static final int MOST = 10_000;

    /** Checks the numbers. */
    public Level {
        Require.that(length >= 1 && length <= MOST, "length", length, "1 to " + MOST);
        Require.that(repeats >= 0 && repeats <= MOST, "repeats", repeats, "1 to " + MOST);
    }

    /** Returns whether bits are wanted a number of times that is told. */
    public boolean repeated() {
        return repeats > 0;
    }

    /** Returns how many bits are wanted. */
    int answers() {
        return length * Math.max(1, repeats);
    }

    /** Returns how many steps an episode has: the start, the bits, the request, the answers, and the end if there is one. */
    public int steps() {
        return 1 + length + 1 + answers() + (repeated() ? 1 : 0);
    }

    /** Returns the one that is harder: one bit more, or one repetition more, in turn; this one at the end of all. */
    public Level next() {
        if (length == MOST) {
            return this;
        }
        return !repeated() || length <= repeats ? new Level(length + 1, repeats) : new Level(length, repeats + 1);
    }

    /** Says it for people. */
    @Override
    public String toString() {
        return "length " + length + (repeated() ? ", repeats " + repeats : "");
    }
}
