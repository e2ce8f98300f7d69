package org.sparksg.nn;

import org.sparksg.graph.Value;
import org.sparksg.tensor.Shape;

/** Where a layer stands while it writes its computation down: the door to what it keeps. */
public interface Scope {

    /** Returns a part of the layer, whose names begin with its own. */
    Scope in(String part);

    /** Returns what an optimizer moves under this name, which starts as {@code initializer} says. */
    Value parameter(String name, Shape shape, Initializer initializer);

    /** Returns what the way forward moves under this name, and inference reads. */
    Value statistic(String name, Shape shape, Initializer initializer);

    /** Has a statistic move: {@code statistic = (1 - share) · statistic + share · now}. */
    void move(Value statistic, double share, Value now);

    /**
     * Returns the state before the batch, {@code [n, width]}: zeros, or what {@link #carry} was given for the batch before, where the
     * sequences of this batch go on with those of that.
     */
    Value state(String name, int width);

    /** Has a state, of {@link #state}, be another one after the batch. */
    void carry(Value state, Value after);

    /** Returns whether this is training: with the statistics of the batch, with dropout. */
    boolean training();

    /** Returns the implicit step that dense layers learn with. */
    Proximal proximal();

    /** Returns what tells the random draws of this place from those of others. */
    long key();
}
