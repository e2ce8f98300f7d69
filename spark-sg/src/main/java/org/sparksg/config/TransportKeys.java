package org.sparksg.config;

import com.typesafe.config.ConfigValue;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sparksg.transport.Faults;
import org.sparksg.transport.TransportSettings;

/** The section {@code transport}. */
final class TransportKeys {

    /** The ports to try; 0 and 0 for any. */
    record Ports(int min, int max) {
        private static final Pattern RANGE = Pattern.compile("(\\d{1,5})(?:-(\\d{1,5}))?");

        static Ports parse(ConfigValue value) {
            String text = Type.scalar(value);
            Matcher range = RANGE.matcher(text);
            if (text.equals("any")) {
                return new Ports(0, 0);
            }
            if (!range.matches()) {
                throw new Type.Unfit("must be any, a port, or a range such as \"40000-40100\"");
            }
            int min = Integer.parseInt(range.group(1));
            return new Ports(min, range.group(2) == null ? min : Integer.parseInt(range.group(2)));
        }

        @Override
        public String toString() {
            return max == 0 ? "any" : min + "-" + max;
        }
    }

    static final Key<String> HOST =
            Key.optional("host", Type.TEXT, "where each stage listens", "its executor's host name");
    static final Key<Ports> PORTS = Key.of(
            "ports",
            new Type<>("any | port | \"first-last\"", new Ports(0, 0), Ports::parse, Ports::toString),
            new Ports(0, 0),
            "where each stage listens: the first free port of these");
    static final Key<Duration> TIMEOUT = Key.of(
            "timeout",
            Type.DURATION,
            TransportSettings.defaults().timeout(),
            "how long a silent peer counts as alive, and how long connecting may take");

    static final Key<Long> FAULTS_SEED = Key.of("seed", Type.LONG, 0L, "of jitter and loss");
    static final Key<Duration> DELAY =
            Key.of("delay", Type.DURATION, Duration.ZERO, "one-way delay added to each message, for benchmarks");
    static final Key<Duration> JITTER =
            Key.of("jitter", Type.DURATION, Duration.ZERO, "the largest further delay, drawn for each message");
    static final Key<Double> LOSS = Key.of("loss", Type.NUMBER, 0.0, "the share of messages that vanish, for tests");
    static final Key<Long> DISCONNECT_AFTER =
            Key.of("disconnect-after", Type.LONG, 0L, "messages until a link breaks, for tests; 0 for never");

    private TransportKeys() {}

    static TransportSettings read(Section transport) {
        String host = transport.get(HOST);
        Ports ports = transport.get(PORTS);
        Duration timeout = transport.get(TIMEOUT);
        Faults faults = transport.attempt(() -> faults(transport.section("faults")));
        return transport.build(() -> new TransportSettings(host, ports.min(), ports.max(), timeout, faults));
    }

    private static Faults faults(Section section) {
        long seed = section.get(FAULTS_SEED);
        Duration delay = section.get(DELAY);
        Duration jitter = section.get(JITTER);
        double loss = section.get(LOSS);
        long disconnectAfter = section.get(DISCONNECT_AFTER);
        return section.build(() -> new Faults(seed, delay, jitter, loss, disconnectAfter));
    }
}
