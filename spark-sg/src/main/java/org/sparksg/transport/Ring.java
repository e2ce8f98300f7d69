package org.sparksg.transport;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A bounded queue between one thread that puts and one that takes. Allocates nothing after construction.
 *
 * @param <T> what is queued
 */
public final class Ring<T> {
    private final AtomicReferenceArray<T> cells;
    private final AtomicLong taken = new AtomicLong();
    private final AtomicLong put = new AtomicLong();

    /** Creates an empty one. */
    public Ring(int capacity) {
        cells = new AtomicReferenceArray<>(capacity);
    }

    /** Appends an element. Called by the putting thread only. */
    public void put(T element) {
        long at = put.get();
        if (at - taken.get() == cells.length()) {
            throw new IllegalStateException("ring of " + cells.length() + " is full: something was released twice");
        }
        cells.lazySet((int) (at % cells.length()), element);
        put.set(at + 1);
    }

    /** Removes and returns the oldest element, or returns null if there is none. Called by the taking thread only. */
    public T take() {
        long at = taken.get();
        if (at == put.get()) {
            return null;
        }
        T element = cells.get((int) (at % cells.length()));
        taken.set(at + 1);
        return element;
    }

    /** Returns the number of elements, exact only on the two threads. */
    public int size() {
        return (int) (put.get() - taken.get());
    }
}
