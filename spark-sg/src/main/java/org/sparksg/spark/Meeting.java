package org.sparksg.spark;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Where the stages of one launch leave their addresses, and find those of the others: at the driver, which tells them at once, while
 * Spark's own barrier looks once a second. For any thread.
 */
final class Meeting {
    private final ControlMessage.Launch launch;
    private final String[] addresses;

    Meeting(ControlMessage.Launch launch, int stages) {
        this.launch = launch;
        this.addresses = new String[stages];
    }

    /**
     * What a stage says, again and again until all have come.
     *
     * @param address where it is found
     */
    record Arrival(ControlMessage.Launch launch, int stage, String address) implements Serializable {}

    /**
     * Lets a stage come. Returns the addresses by stage, null of those who have not come; or null to a stage of another launch. No class of
     * ours: an executor reads answers by a class loader that has only what stood there when it started.
     */
    synchronized String[] join(Arrival arrival) {
        if (!arrival.launch().equals(launch)) {
            return null;
        }
        addresses[arrival.stage()] = arrival.address();
        return Arrays.copyOf(addresses, addresses.length);
    }

    /** Returns the stages that have not come. */
    static List<Integer> missing(String[] addresses) {
        return IntStream.range(0, addresses.length)
                .filter(stage -> addresses[stage] == null)
                .boxed()
                .toList();
    }
}
