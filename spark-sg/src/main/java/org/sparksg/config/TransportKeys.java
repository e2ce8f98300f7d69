package org.sparksg.config;

import com.typesafe.config.ConfigValue;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sparksg.transport.Faults;
import org.sparksg.transport.TransportSettings;
import org.sparksg.transport.Wire;

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

    private TransportKeys() {}

    static TransportSettings read(Section transport) {
        String host =
                transport.get(Key.optional("host", Type.TEXT, "where each stage listens", "its executor's host name"));
        Ports ports = transport.get(Key.of(
                "ports",
                new Type<>("any | port | \"first-last\"", new Ports(0, 0), Ports::parse, Ports::toString),
                new Ports(0, 0),
                "where each stage listens: the first free port of these"));
        Duration timeout = transport.duration(
                "timeout",
                TransportSettings.defaults().timeout(),
                "how long a silent peer counts as alive, and how long connecting may take");
        Faults faults = transport.attempt(() -> faults(transport.section("faults")));
        List<Wire> wire = transport.get(
                Key.of(
                        "wire",
                        Type.choice(Wire.class).oneOrMore(),
                        TransportSettings.defaults().wire(),
                        "what activations and gradients are between stages, one for all boundaries or one for each; bf16 is half the bytes"));
        return transport.build(() -> new TransportSettings(host, ports.min(), ports.max(), timeout, wire, faults));
    }

    private static Faults faults(Section faults) {
        long seed = faults.whole("seed", 0, "of jitter and loss");
        Duration delay = faults.duration("delay", Duration.ZERO, "one-way delay added to each message, for benchmarks");
        Duration jitter = faults.duration("jitter", Duration.ZERO, "the largest further delay, drawn for each message");
        double loss = faults.number("loss", 0, "the share of messages that vanish, for tests");
        long disconnectAfter =
                faults.whole("disconnect-after", 0, "messages until a link breaks, for tests; 0 for never");
        long rate = faults.whole(
                "rate", 0, "bits per second that come through a link, for benchmarks; 0 for as many as can");
        return faults.build(() -> new Faults(seed, delay, jitter, loss, disconnectAfter, rate));
    }
}
