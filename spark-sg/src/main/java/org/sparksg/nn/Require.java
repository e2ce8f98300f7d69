package org.sparksg.nn;

/** Checks of settings: the message tells the component, the value and the rule. */
public final class Require {
    private Require() {}

    /**
     * Checks one rule, for rules that have no method of their own here.
     *
     * @param rule what the value must be, for example {@code ">= 0 and < 1"}
     * @throws IllegalArgumentException if it does not hold
     */
    public static void that(boolean holds, String component, Object value, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(component + " = " + value + ": must be " + rule);
        }
    }

    /** Checks that a number is finite and above 0. */
    public static void positive(String component, double value) {
        that(value > 0 && value < Double.POSITIVE_INFINITY, component, value, "> 0");
    }

    /** Checks that a number is finite and not below 0. */
    public static void notNegative(String component, double value) {
        that(value >= 0 && value < Double.POSITIVE_INFINITY, component, value, ">= 0");
    }

    /** Checks that a number lies in [0, 1): a momentum, a rate of dropping, a decay of an average. */
    public static void share(String component, double value) {
        that(value >= 0 && value < 1, component, value, ">= 0 and < 1");
    }

    /** Checks that a count is at least 1. */
    public static void atLeastOne(String component, long value) {
        that(value >= 1, component, value, ">= 1");
    }

    /** Checks that a component is there. */
    public static void present(String component, Object value) {
        that(value != null, component, value, "present");
    }
}
