package org.sparksg.data;

import java.util.ArrayList;
import java.util.List;

/**
 * After which batches training examples became harder: all that a run must remember of a curriculum. Belongs to the thread of the stage
 * that reads them.
 */
public final class Raises {
    private final List<Long> batches = new ArrayList<>();

    void add(long batchId) {
        batches.add(batchId);
    }

    /** Returns the ids of these batches, in ascending order. */
    public List<Long> batches() {
        return List.copyOf(batches);
    }

    /** Goes on from where a run was; before anybody {@linkplain ExampleReader#follow follows}. */
    public void restore(List<Long> before) {
        batches.clear();
        batches.addAll(before);
    }
}
