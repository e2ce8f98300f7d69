package org.sparksg.transport.tcp;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Tells of refused callers: at most one line a second, however many there are. All threads. */
final class Refusals {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final String port;
    private final Consumer<String> log;
    private final LongSupplier clock;
    private long all;
    private long untold;
    private String last = "";
    private long toldAt;

    /**
     * Creates one that knows of none.
     *
     * @param port who refuses: address and port
     * @param log gets the lines
     * @param clock of nanoseconds
     */
    Refusals(String port, Consumer<String> log, LongSupplier clock) {
        this.port = port;
        this.log = log;
        this.clock = clock;
        this.toldAt = clock.getAsLong() - SECOND;
    }

    /** Counts one, and tells of it and those before it if the last line is a second old. */
    synchronized void add(String address, String reason) {
        all++;
        untold++;
        last = address + ": " + reason;
        if (clock.getAsLong() - toldAt >= SECOND) {
            tell();
        }
    }

    /** Tells of those that no line has told of yet. */
    synchronized void tell() {
        if (untold > 0) {
            log.accept(
                    untold == 1
                            ? port + " refused a connection from " + last
                            : port + " refused " + untold + " connections more, the last from " + last);
            untold = 0;
            toldAt = clock.getAsLong();
        }
    }

    /** Returns how many there were and the last of them, for the end of a message; empty if there was none. */
    synchronized String summary() {
        return all == 0 ? "" : "; refused " + all + " connections, the last " + last;
    }
}
