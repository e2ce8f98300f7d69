package org.sparksg.tensor;

import java.io.Serializable;
import java.util.List;

/**
 * The GPUs that a cluster gave to one stage, for it alone; none where it computes on processors.
 *
 * @param addresses as the cluster's discovery calls them: for CUDA the numbers of devices on the stage's host, such as {@code 0}
 */
public record Gpus(List<String> addresses) implements Serializable {
    /** Processors only. */
    public static final Gpus NONE = new Gpus(List.of());

    /** Copies the list. */
    public Gpus {
        addresses = List.copyOf(addresses);
    }

    /** Returns {@code gpu 0,1}; nothing if there are none. */
    @Override
    public String toString() {
        return addresses.isEmpty() ? "" : "gpu " + String.join(",", addresses);
    }
}
