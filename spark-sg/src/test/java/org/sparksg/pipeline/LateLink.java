package org.sparksg.pipeline;

import java.util.SplittableRandom;
import org.sparksg.tensor.Tensor;
import org.sparksg.transport.Delivery;
import org.sparksg.transport.Header;
import org.sparksg.transport.Link;

/** A link on which every message is late by a random number of polls, and room is often not seen at once. */
final class LateLink implements Link {
    private final Link inner;
    private final SplittableRandom random;
    private final int most;
    private Delivery held;
    private int patience;

    LateLink(Link inner, long seed, int most) {
        this.inner = inner;
        this.random = new SplittableRandom(seed);
        this.most = most;
    }

    /** Puts one around every end, each with randomness of its own. */
    static Rig.Wires everywhere(long seed, int most) {
        SplittableRandom seeds = new SplittableRandom(seed);
        return (link, stage, wakeup) -> new LateLink(link, seeds.nextLong(), most);
    }

    @Override
    public Offer offer(Header header, Tensor first, Tensor second) {
        return random.nextInt(3) == 0 ? Offer.BACK_PRESSURED : inner.offer(header, first, second);
    }

    @Override
    public Delivery poll() {
        if (held == null) {
            held = inner.poll();
            patience = held == null ? 0 : random.nextInt(most + 1);
        }
        if (held == null || patience-- > 0) {
            return null;
        }
        Delivery due = held;
        held = null;
        return due;
    }

    @Override
    public void sign() {
        inner.sign();
    }

    @Override
    public long signs() {
        return inner.signs();
    }

    @Override
    public int waiting() {
        return inner.waiting() + (held == null ? 0 : 1);
    }

    @Override
    public boolean ended() {
        return held == null && inner.ended();
    }

    @Override
    public String peer() {
        return inner.peer();
    }

    @Override
    public void close() {
        inner.close();
    }
}
