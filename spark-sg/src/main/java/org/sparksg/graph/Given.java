package org.sparksg.graph;

/**
 * A value that comes from outside, by its name.
 *
 * @param ids how many different ids there are, if it holds ids; 0 if it holds numbers
 */
record Given(Kind kind, String name, int ids) {
    /** Who gives it. */
    enum Kind {
        /** Each batch brings its own. */
        INPUT,
        /** An optimizer moves it between batches. */
        PARAMETER,
        /** The way forward itself moves it. */
        STATISTIC
    }
}
