package org.sparksg.graph;

/** A value that comes from outside, by its name. */
record Given(Kind kind, String name) {
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
