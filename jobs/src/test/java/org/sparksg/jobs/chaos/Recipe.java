package org.sparksg.jobs.chaos;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A run to be ill-treated, drawn by chance. There are 54, so that few undisturbed ones are needed.
 *
 * @param stages how many
 * @param rule settings of the rule of learning
 * @param delay what makes it slow enough to be met, at each boundary
 * @param every batches between checkpoints
 * @param seed of the run
 */
record Recipe(int stages, List<String> rule, String delay, int every, long seed) {
    static final String NAME = "chaos";

    /** Mini-batches of a run. */
    static final int BATCHES = 12 * 20; // 630 of 700 examples, 32 a batch

    /** What it says of itself, but for what is drawn. */
    static final String CONF = """
            name = chaos
            data {
              train { format = digits, count = 700 }
              test { format = digits, count = 100 }
            }
            network.layers = [ {dense = 24}, relu, {dense = 24}, relu, {dense = 24}, relu, {dense = 10} ]
            training { epochs = 12, batch-size = 32, deterministic = true }
            evaluation.every = 40
            output.keep-checkpoints = 3
            recovery { back-off = 200ms, restarts = 3, stall = 60s, start = 90s, storage = 20s }
            transport.timeout = 8s
            spark.executor.memory = 600m
            """;

    private static final int[] EVERY = {11, 17, 29};

    private static final List<List<String>> RULES = List.of(
            List.of("learning.rule=locked"),
            List.of("learning.rule=locked", "learning.micro-batches=2"),
            List.of("learning.rule=synthetic-gradients", "learning.synthesizer.context=label"),
            List.of("learning.rule=synthetic-gradients", "corrections.every=7"),
            List.of("learning.rule=delayed"),
            List.of("learning.rule=local-loss"));

    static Recipe draw(Random random) {
        int rule = random.nextInt(RULES.size());
        int stages = 2 + Math.max(0, random.nextInt(6) - 3); // more often two: each is a JVM
        int seed = random.nextInt(EVERY.length);
        // a locked batch crosses each boundary twice, a decoupled one waits for room only
        int milliseconds = rule < 2 ? 8 / stages : 25;
        return new Recipe(stages, RULES.get(rule), milliseconds + "ms", EVERY[seed], seed);
    }

    Recipe withEvery(int batches) {
        return new Recipe(stages, rule, delay, batches, seed);
    }

    /** Returns the settings as the command line takes them. */
    List<String> settings(Path output) {
        List<String> all = new ArrayList<>(baseline(output));
        all.add("transport.faults.delay=" + delay);
        return all;
    }

    /** Returns the settings of the same run in one process, as fast as it goes. */
    List<String> baseline(Path output) {
        List<String> all = new ArrayList<>(rule);
        all.addAll(
                List.of("stages=" + stages, "checkpoint.every=" + every, "seed=" + seed, "output.directory=" + output));
        return all;
    }

    @Override
    public String toString() {
        return stages + " stages, " + String.join(" ", rule).replace("learning.", "") + ", checkpoint.every=" + every
                + ", seed=" + seed;
    }
}
