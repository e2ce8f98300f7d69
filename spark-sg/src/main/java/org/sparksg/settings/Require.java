package org.sparksg.settings;

/** Checks of settings. All of them throw {@link BadSetting}. */
public final class Require {
    private Require() {}

    /**
     * Checks one rule, for rules that have no method of their own here.
     *
     * @param rule what the value must be, for example {@code ">= 0 and < 1"}
     */
    public static void that(boolean holds, String component, Object value, String rule) {
        that(holds, component, value, rule, "");
    }

    /**
     * Checks one rule.
     *
     * @param rule what the value must be
     * @param fix why, or what to do
     */
    public static void that(boolean holds, String component, Object value, String rule, String fix) {
        if (!holds) {
            throw new BadSetting(component, value, "must be " + rule, fix);
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

    /** Checks that a number lies in [0, 1): a momentum, a rate of dropping, a share that leaves something. */
    public static void share(String component, double value) {
        that(value >= 0 && value < 1, component, value, ">= 0 and < 1");
    }

    /** Checks that a count is large enough. */
    public static void atLeast(String component, long value, long least) {
        that(value >= least, component, value, ">= " + least);
    }

    /** Checks that a count is at least 1. */
    public static void atLeastOne(String component, long value) {
        atLeast(component, value, 1);
    }

    /** Checks that a component is there. */
    public static void present(String component, Object value) {
        if (value == null) {
            throw new BadSetting(component, null, "is missing");
        }
    }

    /** Checks that a text is there and not blank. */
    public static void text(String component, String value, String fix) {
        if (value == null || value.isBlank()) {
            throw new BadSetting(component, null, "is empty", fix);
        }
    }
}
