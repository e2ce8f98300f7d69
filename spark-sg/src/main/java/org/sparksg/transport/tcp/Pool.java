package org.sparksg.transport.tcp;

import java.util.ArrayDeque;
import org.sparksg.transport.Ring;

/**
 * Memory that one thread takes and another gives back. What came back last is taken first: it is the most likely to be in
 * the cache still. Allocates nothing after construction.
 *
 * @param <T> what is pooled
 */
final class Pool<T> {
    private final Ring<T> returned;
    private final ArrayDeque<T> stack; // of the taking thread

    /** Creates an empty one. */
    Pool(int capacity) {
        returned = new Ring<>(capacity);
        stack = new ArrayDeque<>(capacity);
    }

    /** Gives back. Called by the giving thread only. */
    void put(T element) {
        returned.put(element);
    }

    /** Returns what came back last, or null if all is in use. Called by the taking thread only. */
    T take() {
        for (T next = returned.take(); next != null; next = returned.take()) {
            stack.push(next);
        }
        return stack.poll();
    }
}
