package org.sparksg.credit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparksg.credit.Exchange.Reply;
import org.sparksg.credit.Exchange.Wait;

class ExchangeTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "NOTHING  | true  | NEVER  | true  | taught = true: must be false with reply = NOTHING",
                "ERROR    | true  | BEFORE | true  | taught = true: must be false with reply = ERROR",
                "GRADIENT | true  | NEVER  | false | reply = GRADIENT: must be NOTHING: nobody waits for it",
                "GRADIENT | false | NEVER  | true  | taught = true: must be false: nobody uses what the credit",
                "NOTHING  | true  | BEFORE | false | waiting = BEFORE: must be NEVER: there is nothing to wait for",
                "GRADIENT | false | AFTER  | false | waiting = AFTER: must be NEVER or BEFORE without a gradient",
                "ERROR    | true  | AFTER  | false | waiting = AFTER: must be NEVER or BEFORE without a gradient",
                "GRADIENT | true  | LATER  | false | waiting = LATER: must be NEVER or BEFORE: only a gradient",
                "FEEDBACK | false | LATER  | false | waiting = LATER: must be NEVER or BEFORE: only a gradient",
                "LOSSES   | false | BEFORE | false | reply = LOSSES: must be another one, or with a loss",
            })
    void factsThatDoNotGoTogetherAreRefused(Reply reply, boolean asks, Wait waiting, boolean taught, String message) {
        String found = assertThrows(IllegalArgumentException.class, () -> new Exchange(reply, asks, waiting, taught))
                .getMessage();
        assertTrue(found.startsWith(message), found);
    }

    /** All others mean something. */
    @Test
    void theseFactsGoTogether() {
        TreeSet<String> found = new TreeSet<>();
        for (Reply reply : Reply.values()) {
            for (Wait waiting : Wait.values()) {
                for (int flags = 0; flags < 4; flags++) {
                    boolean asks = flags % 2 == 1;
                    boolean taught = flags / 2 == 1;
                    try {
                        new Exchange(reply, asks, waiting, taught);
                        found.add(waiting + " " + reply + (asks ? " asks" : "") + (taught ? " taught" : ""));
                    } catch (IllegalArgumentException refused) {
                        assertTrue(refused.getMessage().contains(": must be "), refused.getMessage());
                    }
                }
            }
        }
        assertEquals("""
                AFTER FEEDBACK asks
                AFTER FEEDBACK asks taught
                AFTER GRADIENT asks
                AFTER GRADIENT asks taught
                BEFORE ERROR
                BEFORE ERROR asks
                BEFORE FEEDBACK
                BEFORE FEEDBACK asks
                BEFORE FEEDBACK asks taught
                BEFORE FEEDBACK taught
                BEFORE GRADIENT
                BEFORE GRADIENT asks
                BEFORE GRADIENT asks taught
                BEFORE GRADIENT taught
                BEFORE LOSSES asks
                LATER GRADIENT
                NEVER FEEDBACK asks taught
                NEVER GRADIENT asks taught
                NEVER NOTHING
                NEVER NOTHING asks""", String.join("\n", found));
    }

    @Test
    void replyThatOnlyTeachesIsNotSentWhenNobodyLearns() {
        assertEquals(Exchange.OWN, Exchange.TAUGHT.untaught());
        assertEquals(
                Exchange.waitingFor(Reply.GRADIENT), new Exchange(Reply.GRADIENT, false, Wait.BEFORE, true).untaught());
        assertEquals(Exchange.OWN, Exchange.OWN.untaught());
    }

    @Test
    void stageHasAGradientUnlessNothingIsSaid() {
        assertFalse(Exchange.NOTHING.hasGradient());
        assertTrue(Exchange.OWN.hasGradient());
        assertTrue(new Exchange(Reply.GRADIENT, false, Wait.LATER, false).hasGradient());
        assertFalse(new Exchange(Reply.LOSSES, true, Wait.BEFORE, false).mixes());
        assertTrue(new Exchange(Reply.ERROR, true, Wait.BEFORE, false).mixes());
    }
}
