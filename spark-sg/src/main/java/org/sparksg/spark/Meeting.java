package org.sparksg.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Where the stages of one launch leave their addresses, and find those of the others: at the driver, which tells them at once, while
 * Spark's own barrier looks once a second. For any thread.
 */
final class Meeting {
    private final ControlMessage.Launch launch;
    private final List<String> addresses;

    Meeting(ControlMessage.Launch launch, int stages) {
        this.launch = launch;
        this.addresses = new ArrayList<>(Collections.nCopies(stages, null));
    }

    /**
     * What a stage says, again and again until all have come.
     *
     * @param address where it is found
     */
    record Arrival(ControlMessage.Launch launch, int stage, String address) implements Serializable {}

    /**
     * What it hears.
     *
     * @param addresses by stage; null of those who have not come
     */
    record Answer(List<String> addresses) implements Serializable {
        Answer {
            addresses = Collections.unmodifiableList(new ArrayList<>(addresses)); // unlike those of List.of with nulls
        }

        boolean isComplete() {
            return missing().isEmpty();
        }

        List<Integer> missing() {
            return IntStream.range(0, addresses.size())
                    .filter(stage -> addresses.get(stage) == null)
                    .boxed()
                    .toList();
        }
    }

    /** Lets a stage come. Returns null for one of another launch. */
    synchronized Answer join(Arrival arrival) {
        if (!arrival.launch().equals(launch)) {
            return null;
        }
        addresses.set(arrival.stage(), arrival.address());
        return new Answer(addresses);
    }
}
