package org.sparksg.nn;

import java.util.EnumSet;
import java.util.Set;
import org.sparksg.settings.Require;

/**
 * How a chain goes back.
 *
 * @param wanted the ways that it goes
 * @param proximal the implicit step that its dense layers learn with
 * @param throughTime whether gradients of what is carried to the next batch come in, and those of what came from the last one go out
 */
public record Differentiation(Set<Wanted> wanted, Proximal proximal, boolean throughTime) {
    /** None: a chain that only infers. */
    public static final Differentiation NONE = of();

    /** Every way but that of feedback alignment, with explicit steps. */
    public static final Differentiation FULL = of(Wanted.PARAMETERS, Wanted.INPUT, Wanted.BOTH);

    /** Checks that both are there. */
    public Differentiation {
        Require.present("proximal", proximal);
        wanted = Set.copyOf(wanted);
    }

    /** Goes these ways, with explicit steps. */
    public static Differentiation of(Wanted... wanted) {
        return new Differentiation(Set.of(wanted), Proximal.NONE, false);
    }

    /** Returns the same with one way more. */
    public Differentiation and(Wanted more) {
        Set<Wanted> all = EnumSet.of(more);
        all.addAll(wanted);
        return new Differentiation(all, proximal, throughTime);
    }

    /** Returns the same ways with another step. */
    public Differentiation with(Proximal step) {
        return new Differentiation(wanted, step, throughTime);
    }

    /** Returns the same ways, with the gradients of what is carried, or without. */
    public Differentiation throughTime(boolean whether) {
        return new Differentiation(wanted, proximal, whether);
    }
}
