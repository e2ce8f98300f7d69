package org.sparksg.transport;

/**
 * Where the thread of a stage waits until one of its links may have something new. One per stage thread, given to all links
 * of the stage; they signal on arrival, on credit and on failure.
 *
 * <p>No signal is lost: one that comes between the last look at the links and {@link #await} makes that call return at
 * once. So the loop is {@code while (running) if (!work()) wakeup.await(limit);}.
 */
public interface Wakeup {

    /** Does nothing and never waits: for links that are stepped by a test or polled without pause. */
    Wakeup NONE = new Wakeup() {
        @Override
        public void await(long nanos) {}

        @Override
        public void signal() {}

        @Override
        public void signalAt(long nanoTime) {}
    };

    /**
     * Waits until a signal, the time of {@link #signalAt}, an interrupt of the thread (its flag stays set), or until
     * {@code nanos} have passed, whichever comes first. May return early without a reason. Called by one thread only.
     */
    void await(long nanos);

    /** Lets the waiting thread go on, or the next wait return at once. Called by any thread; cheap when nobody waits. */
    void signal();

    /** Ends the next wait at the given {@link System#nanoTime} at the latest. Called by the waiting thread only. */
    void signalAt(long nanoTime);
}
