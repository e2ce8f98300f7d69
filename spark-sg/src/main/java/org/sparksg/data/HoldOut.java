package org.sparksg.data;

import java.io.Serializable;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.sparksg.settings.BadSetting;
import org.sparksg.settings.Require;
import org.sparksg.tensor.Hash;

/**
 * Holds a share of the training examples out for validation. Which ones is a pure function of count and this value, and the same
 * whether the examples are in memory or streamed: no table of them is needed.
 *
 * @param heldOut the share, at least 0 and below 1; the number of examples is rounded to the nearest
 * @param seed chooses them
 */
public record HoldOut(double heldOut, long seed) implements Serializable {
    private static final long STREAM = 0x53504C4954L; // keeps the choice apart from the orders of the same seed

    /** Checks the share. */
    public HoldOut {
        Require.share("held-out", heldOut);
    }

    /**
     * Checks that so many examples can be parted.
     *
     * @throws BadSetting if nothing would be left to train on, or a share above 0 holds nothing out
     */
    void check(int count) {
        if (!parts(count)) {
            throw new BadSetting(
                    "data.held-out",
                    heldOut,
                    "of " + count + " examples is " + share(count) + ", and both parts need at least one",
                    "give more data or another share; 0 holds nothing out");
        }
    }

    /** Returns whether both parts have an example, or all are to train on. */
    boolean parts(int count) {
        int number = share(count);
        return heldOut == 0 || (number > 0 && number < count);
    }

    /** Returns how many of {@code count} examples are held out, {@linkplain #check checked} or not. */
    int share(int count) {
        return (int) Math.round(count * heldOut);
    }

    /** Returns a test of whether the example at a position is held out, of {@code count}. */
    IntPredicate of(int count) {
        check(count);
        int share = share(count);
        Permutation order = new Permutation(count, Hash.mix(seed, STREAM));
        return share == 0 ? position -> false : position -> order.at(position) < share;
    }

    /** Returns the positions of the examples that are held out, ascending. */
    public int[] heldOut(int count) {
        return IntStream.range(0, count).filter(of(count)).toArray();
    }

    /** Returns the positions of the examples that are left for training, ascending. */
    public int[] training(int count) {
        return IntStream.range(0, count).filter(of(count).negate()).toArray();
    }
}
