package org.sparksg.lab.bench;

import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.sparksg.tensor.Element;
import org.sparksg.tensor.Hash;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;
import org.sparksg.transport.Capacity;
import org.sparksg.transport.Delivery;
import org.sparksg.transport.Header;
import org.sparksg.transport.Link;
import org.sparksg.transport.ParkingWakeup;
import org.sparksg.transport.TransportSettings;
import org.sparksg.transport.Wakeup;
import org.sparksg.transport.Wire;
import org.sparksg.transport.tcp.LinkConnector;
import org.sparksg.transport.tcp.LinkServer;
import org.sparksg.transport.tcp.LinkTerms;

/**
 * Two open links, one for 1 MiB tensors with 8 slots and one for 64 bytes, which do what {@link PlainSocket} does. Threads wait
 * as those of a stage do, in a {@link ParkingWakeup}.
 */
final class LinkPair implements AutoCloseable {
    static final String HOST = "127.0.0.1";
    static final Duration LIMIT = Duration.ofSeconds(30);
    static final Shape LARGE = Shape.of(512, 512);
    static final Shape SMALL = Shape.of(1, 16);

    private final Wakeup wakeup = new ParkingWakeup();
    private final Tensor ball = Tensor.zeros(Element.F32, SMALL);
    private final Link large;
    private final Link small;

    /** Waits for both at one port. {@code wire}: what the large tensors are on their way. */
    LinkPair(LinkServer server, Wire wire, BooleanSupplier cancelled) {
        large = server.accept(terms(LARGE, wire).mirrored(), wakeup, cancelled);
        small = server.accept(terms(SMALL, Wire.F32).mirrored(), wakeup, cancelled);
    }

    /** Calls a port for both. */
    LinkPair(LinkConnector connector, int port, Wire wire) {
        large = connector.connect(HOST, port, terms(LARGE, wire), wakeup, () -> false);
        small = connector.connect(HOST, port, terms(SMALL, Wire.F32), wakeup, () -> false);
    }

    private static LinkTerms terms(Shape shape, Wire wire) {
        Capacity capacity = new Capacity(8, Element.F32, List.of(shape), List.of(wire));
        return new LinkTerms("benchmark", 0, 1, 0, capacity, new Capacity(8, Element.F32, List.of(SMALL)));
    }

    static TransportSettings settings() {
        return TransportSettings.defaults().withHost(HOST).withTimeout(LIMIT);
    }

    /** Returns a large tensor of normal numbers. */
    static Tensor random() {
        Tensor tensor = Tensor.zeros(Element.F32, LARGE);
        for (int i = 0; i < tensor.size(); i++) {
            tensor.set(i, Hash.gaussian(1, i));
        }
        return tensor;
    }

    /** Waits for the receiver, then sends messages. */
    void send(int messages, Tensor tensor) {
        next(large).release();
        for (int i = 0; i < messages; i++) {
            offer(large, Header.Kind.ACTIVATION, i, tensor);
        }
    }

    /** Receives messages. */
    void receive(int messages) {
        offer(large, Header.Kind.GRADIENT, 0, ball);
        for (int i = 0; i < messages; i++) {
            next(large).release();
        }
    }

    /** Sends the ball and waits for its return, again and again. */
    void serve(int trips) {
        for (int i = 0; i < trips; i++) {
            offer(small, Header.Kind.GRADIENT, i, ball);
            next(small).release();
        }
    }

    /** Returns the ball as often as it comes. */
    void echo(int trips) {
        for (int i = 0; i < trips; i++) {
            next(small).release();
            offer(small, Header.Kind.ACTIVATION, i, ball);
        }
    }

    private Delivery next(Link link) {
        Delivery delivery = link.poll();
        while (delivery == null) {
            wakeup.await(LIMIT.toNanos());
            delivery = link.poll();
        }
        return delivery;
    }

    private void offer(Link link, Header.Kind kind, long batch, Tensor tensor) {
        Header header = new Header(kind, 0, batch, 0, List.of(tensor.shape()));
        while (link.offer(header, tensor) != Link.Offer.ACCEPTED) {
            wakeup.await(LIMIT.toNanos());
        }
    }

    @Override
    public void close() {
        large.close();
        small.close();
    }
}
