package org.sparksg.pipeline;

import java.util.SplittableRandom;

/** Whose turn it is when agents are stepped on one thread. */
interface Turns {

    /** Returns the next agent, given the last one, how many there are, and whether the last one found work. */
    int next(int last, int agents, boolean worked);

    /** One after the other. */
    static Turns roundRobin() {
        return (last, agents, worked) -> (last + 1) % agents;
    }

    /** Each works for as long as it can; then the one above, round and round. */
    static Turns greedyUpwards() {
        return (last, agents, worked) -> worked ? last : (last + 1) % agents;
    }

    /** Each works for as long as it can; then the one below, round and round. */
    static Turns greedyDownwards() {
        return (last, agents, worked) -> worked ? last : (last + agents - 1) % agents;
    }

    /** Anybody. */
    static Turns random(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return (last, agents, worked) -> random.nextInt(agents);
    }
}
