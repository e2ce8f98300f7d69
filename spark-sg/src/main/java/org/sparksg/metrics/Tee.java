package org.sparksg.metrics;

import java.util.List;
import java.util.function.Consumer;

/**
 * Passes everything on to several sinks. If one fails, the others still get their turn; then the first failure is thrown,
 * with the later ones suppressed in it.
 *
 * @param sinks who gets it, in this order
 */
public record Tee(List<Sink> sinks) implements Sink {

    /** Copies the list. */
    public Tee {
        sinks = List.copyOf(sinks);
    }

    @Override
    public void accept(Event event) {
        toAll(sink -> sink.accept(event));
    }

    @Override
    public void roll(long batchId) {
        toAll(sink -> sink.roll(batchId));
    }

    @Override
    public void close() {
        toAll(Sink::close);
    }

    private void toAll(Consumer<Sink> message) {
        RuntimeException first = null;
        for (Sink sink : sinks) {
            try {
                message.accept(sink);
            } catch (RuntimeException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
