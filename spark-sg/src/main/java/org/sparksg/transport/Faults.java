package org.sparksg.transport;

import java.io.Serializable;
import java.time.Duration;
import org.sparksg.settings.Require;

/**
 * Trouble to inject into the receiving side of a link, for tests and benchmarks. The same seed gives the same faults.
 *
 * @param seed the randomness of jitter and loss
 * @param delay added to the one-way latency of each message; order is kept, and nothing but the number of slots limits how
 *     many messages are under way
 * @param jitter the largest further delay of a message, drawn evenly from 0 on
 * @param loss the share of messages, in [0, 1], that vanish without a trace
 * @param disconnectAfter the number of messages after which the link breaks; 0: never
 * @param rate bits of tensors that come through in a second, one message after the other; 0: as many as can
 */
public record Faults(long seed, Duration delay, Duration jitter, double loss, long disconnectAfter, long rate)
        implements Serializable {

    /** A healthy link. */
    public static final Faults NONE = new Faults(0, Duration.ZERO, Duration.ZERO, 0, 0, 0);

    /** Checks the ranges. */
    public Faults {
        Require.that(!delay.isNegative(), "delay", delay, ">= 0");
        Require.that(!jitter.isNegative(), "jitter", jitter, ">= 0");
        Require.that(loss >= 0 && loss <= 1, "loss", loss, "between 0 and 1");
        Require.that(rate >= 0, "rate", rate, ">= 0 (0 is as many as can)");
        Require.that(disconnectAfter >= 0, "disconnect-after", disconnectAfter, ">= 0 (0 is never)");
    }

    /** Returns a link that is only slow. */
    public static Faults delay(Duration delay) {
        return new Faults(0, delay, Duration.ZERO, 0, 0, 0);
    }

    /** Tells whether this does nothing. */
    public boolean isNone() {
        return delay.isZero() && jitter.isZero() && loss == 0 && disconnectAfter == 0 && rate == 0;
    }
}
