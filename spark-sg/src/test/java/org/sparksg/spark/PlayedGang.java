package org.sparksg.spark;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

/** A gang without Spark. Each time that the driver looks whether it has ended, the next thing of a script happens. */
final class PlayedGang implements GangLauncher, GangLauncher.Gang {
    private final Queue<Runnable> script = new ArrayDeque<>();
    private Runnable lastWords = () -> {};
    private Optional<String> failure = Optional.empty();
    private boolean launched;
    private boolean ended;
    private int cancellations;
    private int endAfter = Integer.MAX_VALUE;

    PlayedGang then(Runnable happens) {
        script.add(happens);
        return this;
    }

    /** Something happens only after the driver saw the end. */
    PlayedGang lastly(Runnable words) {
        lastWords = words;
        return this;
    }

    /** Ends the script and with it the gang. */
    void end(Optional<String> spark) {
        then(() -> {
            failure = spark;
            ended = true;
        });
    }

    /** Has the gang end when it is told for the n-th time. */
    void endAfterCancellations(int times) {
        endAfter = times;
    }

    boolean isLaunched() {
        return launched;
    }

    int cancellations() {
        return cancellations;
    }

    @Override
    public Gang launch(StageJob job) {
        launched = true;
        return this;
    }

    @Override
    public boolean hasEnded() {
        Optional.ofNullable(script.poll()).ifPresent(Runnable::run);
        return ended || cancellations >= endAfter;
    }

    @Override
    public Optional<String> failure() {
        lastWords.run();
        return failure;
    }

    @Override
    public void cancel() {
        cancellations++;
    }
}
