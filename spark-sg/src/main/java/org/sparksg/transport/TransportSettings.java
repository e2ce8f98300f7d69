package org.sparksg.transport;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import org.sparksg.settings.BadSetting;
import org.sparksg.settings.Require;

/**
 * How stages reach each other.
 *
 * @param host the address to listen on and to tell the neighbours; null: the host name of the executor
 * @param portMin the first port to try; 0 (with {@code portMax} 0): any free port
 * @param portMax the last port to try
 * @param timeout how long a silent peer counts as alive, and how long to wait for a connection
 * @param wire what activations and gradients are on their way over each boundary; one entry serves all
 * @param faults trouble to inject; {@link Faults#NONE} but for tests and benchmarks
 */
public record TransportSettings(String host, int portMin, int portMax, Duration timeout, List<Wire> wire, Faults faults)
        implements Serializable {

    /** Checks the ranges. */
    public TransportSettings {
        if (host != null && host.isBlank()) {
            throw new BadSetting("host", null, "is blank", "give a host name, or leave it out");
        }
        boolean any = portMin == 0 && portMax == 0;
        if (!any && !(1 <= portMin && portMin <= portMax && portMax <= 65535)) {
            throw new BadSetting(
                    "ports", portMin + "-" + portMax, "must be a range within 1-65535, or 0-0 for any free port");
        }
        boolean usual = timeout.compareTo(Duration.ofMillis(100)) >= 0 && timeout.compareTo(Duration.ofDays(1)) <= 0;
        Require.that(usual, "timeout", timeout, "100 ms to 1 day");
        wire = List.copyOf(wire);
        Require.that(!wire.isEmpty(), "wire", wire, "one entry for all boundaries, or one for each");
        Require.present("faults", faults);
    }

    /** Creates settings for numbers that travel as they are. */
    public TransportSettings(String host, int portMin, int portMax, Duration timeout, Faults faults) {
        this(host, portMin, portMax, timeout, List.of(Wire.F32), faults);
    }

    /** Returns what numbers are on their way over the boundary above a stage. */
    public Wire wire(int stage) {
        return wire.get(wire.size() == 1 ? 0 : stage);
    }

    /** Returns the usual settings: any port of the executor's host, 30 s, no faults. */
    public static TransportSettings defaults() {
        return new TransportSettings(null, 0, 0, Duration.ofSeconds(30), Faults.NONE);
    }

    /** Returns these settings with other numbers on the way. */
    public TransportSettings withWire(List<Wire> other) {
        return new TransportSettings(host, portMin, portMax, timeout, other, faults);
    }

    /** Returns these settings with another host. */
    public TransportSettings withHost(String other) {
        return new TransportSettings(other, portMin, portMax, timeout, wire, faults);
    }

    /** Returns these settings with another timeout. */
    public TransportSettings withTimeout(Duration other) {
        return new TransportSettings(host, portMin, portMax, other, wire, faults);
    }
}
