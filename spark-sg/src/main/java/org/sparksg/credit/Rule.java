package org.sparksg.credit;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.sparksg.credit.Exchange.Reply;
import org.sparksg.credit.Exchange.Wait;
import org.sparksg.nn.Layer;
import org.sparksg.nn.Network;
import org.sparksg.settings.BadSetting;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Shape;

/**
 * How the stage below a boundary gets the gradient of its output: a rule of learning. Rules are values, records of their settings;
 * what they compute with is a {@link Credit}, made where the stage runs. A new rule is one class that implements this interface: the
 * pipeline knows of it what it answers here.
 */
public interface Rule extends Serializable {

    /**
     * A boundary of a network.
     *
     * @param layer the first layer above it
     */
    record Place(Network network, int layer) {
        /** Returns the shape of one example's activation. */
        public Shape activation() {
            return network.shape(layer);
        }

        /** Returns the shape of one example's output. */
        public Shape output() {
            return network.output();
        }

        /** Returns the shape of one example's target. */
        public Shape target() {
            return network.target();
        }

        /** Returns how many classes there are, if targets are classes, one for each step of a sequence; 0 if they are numbers. */
        public int classes() {
            return network.classifiesSteps() ? output().last() : 0;
        }
    }

    /** Returns what people call it. */
    String label();

    /** Returns what the stages at the boundary tell each other about a mini-batch: a pure function of its number. */
    Exchange exchange(long batchId);

    /**
     * Returns all that {@link #exchange} may say of some batch: stages make room for it before the first one. One exchange, unless a
     * rule says otherwise.
     */
    default List<Exchange> exchanges() {
        return List.of(exchange(0));
    }

    /** Returns whether some batch has such an exchange. */
    default boolean states(Predicate<Exchange> property) {
        return exchanges().stream().anyMatch(property);
    }

    /** Returns by how many batches a gradient is late that has so many boundaries to cross, with {@link Wait#LATER}. */
    default int lag(int boundaries) {
        return 0;
    }

    /** Returns whether a batch whose gradient is late goes forward with weights that are predicted for when it comes. */
    default boolean prediction() {
        return false;
    }

    /** Returns whether a late gradient meets activations that are computed again, with the weights of that time. */
    default boolean replay() {
        return false;
    }

    /** Returns how many boundaries a loss crosses to the stage that learns from it, with {@link Reply#LOSSES}. */
    default int distance() {
        return 0;
    }

    /** Returns whether the stage below gets the true gradient if the stage above does: nothing to compare then. */
    default boolean isExact() {
        return false;
    }

    /**
     * Checks whether the rule makes sense at a boundary.
     *
     * @throws BadSetting saying what the boundary lacks
     */
    default void check(Place place) {}

    /**
     * Checks that what the rule computes with can take batches of this size.
     *
     * @throws BadSetting saying what grows too large
     */
    default void checkBatch(int rows) {}

    /**
     * Checks that the rule learns from targets that were multiplied by the weights of examples or classes.
     *
     * @throws BadSetting saying what they would not reach
     */
    default void checkWeights() {}

    /**
     * Returns the credit of a boundary. It allocates here all that it will need.
     *
     * @param rows the most examples of a call
     * @param seed decides the initial weights
     */
    default Credit newCredit(Place place, int rows, long seed, Kernels kernels) {
        return Credit.NONE;
    }

    /**
     * Returns what tells the networks that the credit learns from others, by their names in {@link Credit#learned}: what must not
     * change when a run is resumed.
     */
    default Map<String, LocalNetwork> networks() {
        return Map.of();
    }

    /** Returns the layers of these networks that settings name. */
    default List<Layer> layers() {
        return List.of();
    }

    /** Returns whether a credit compares examples with each other, so that steps which are none count for the others. */
    default boolean comparesExamples() {
        return false;
    }

    /** Returns the floating-point operations that the credit costs per trained example. */
    default double flops(Place place) {
        return 0;
    }
}
