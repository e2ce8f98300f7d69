package org.sparksg.data;

import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.sparksg.settings.Require;
import org.sparksg.tensor.Hash;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/**
 * Bits to remember and to repeat: the tasks Copy and Repeat Copy of Jaderberg et al. 2017, section 3.1, after Graves et al. 2014, "Neural
 * Turing Machines", sections 4.1 and 4.2. Each row of a batch is a stream without end, of one episode after the other, cut into windows.
 *
 * <pre>
 * step     bit  start  request  class          step     bit  start  request  class
 *    0            1               -               0            1               -
 *    1      1                     -               1      1                     -
 *    2     -1                     -               2     -1                     -
 *    3                    1       -               3                   0.2      -      two times
 *    4                            1             4..7                         1 0 1 0
 *    5                            0               8                            2      the end
 *        copy, length 2: 6 steps                        repeat copy, length 2, repeats 2: 9 steps
 * </pre>
 *
 * <p>Features of a step are {@code [bit, start, request]}; a bit is -1 or 1, and what is not there is 0. Only answers have a class, all other
 * steps have -1. The bits of an episode are a pure function of the seed, the row and the number of the episode in its stream.
 *
 * <p>The rows of a batch are spread evenly over an episode: of R rows, row r begins its episodes of S steps at steps {@code r S / R}
 * modulo S, rounded down, counted from the beginning of the run, so that a batch asks for all answers if it has as many steps as
 * an episode. Before the first episode of a level it waits for that.
 *
 * <p>Curriculum: episodes that begin after a batch are of the {@linkplain Level#next next} level if the mean cross-entropy of the batch's
 * answers was small enough. Batches count in which all rows have come to the level, and that have at least as many answers as an episode.
 *
 * @param first the level that streams begin with
 * @param levelUp bits: the mean cross-entropy of an answer below which training examples become harder; 0: they stay as they are
 * @param window steps of an example
 * @param count examples of an epoch; streams go on in the next one
 * @param seed chooses the bits
 */
public record CopyTask(Level first, double levelUp, int window, int count, long seed) implements DataSource {
    private static final int BIT = 0;
    private static final int START = 1;
    private static final int REQUEST = 2;
    private static final int CHANNELS = 3;
    private static final int NONE = -1; // class of steps that are no answers
    private static final int END = 2; // class of the step after the last answer
    private static final double SCALE = 0.1; // of the number of repetitions
    private static final int VERSION = 1; // another one when the same settings give other numbers

    /** Checks the numbers. */
    public CopyTask {
        Require.present("first", first);
        Require.notNegative("level-up", levelUp);
        Require.atLeastOne("window", window);
        Require.atLeastOne("count", count);
    }

    @Override
    public SourceSummary inspect(Configuration hadoop) {
        List<String> classes = first.repeated() ? List.of("0", "1", "end") : List.of("0", "1");
        Schema schema =
                Schema.ofSequences(features(), target(), classes, new Sequences(0, classes.size(), true, true, false));
        return new SourceSummary(count, schema, fingerprint(hadoop));
    }

    Shape features() {
        return Shape.of(window, CHANNELS);
    }

    Shape target() {
        return Shape.of(window);
    }

    /** Leaves the window out, which test data have from the training data, and a network knows anyway. */
    @Override
    public String fingerprint(Configuration hadoop) {
        return "copy-" + VERSION + "-" + first.length() + "-" + first.repeats() + "-" + levelUp + "-" + count + "-"
                + seed;
    }

    @Override
    public Examples load(Configuration hadoop) {
        return new Episodes(this);
    }

    /** Windows are as long as those of the training data. */
    @Override
    public DataSource aligned(Schema training) {
        return new CopyTask(first, levelUp, training.features().dim(0), count, seed);
    }

    /** Returns other examples of the same kind. */
    CopyTask with(int otherCount, long otherSeed) {
        return new CopyTask(first, levelUp, window, otherCount, otherSeed);
    }

    /** Writes a step between two episodes. */
    void writeNothing(int at, Tensor features, Tensor targets) {
        for (int channel = 0; channel < CHANNELS; channel++) {
            features.set(at * CHANNELS + channel, 0);
        }
        targets.set(at, NONE);
    }

    /**
     * Writes a step of an episode.
     *
     * @param episode what its bits are a function of
     * @param step of the episode, from 0
     * @param at the place in the tensors, counted in steps
     * @return whether it is an answer
     */
    boolean write(Level level, long episode, int step, int at, Tensor features, Tensor targets) {
        writeNothing(at, features, targets);
        int request = 1 + level.length();
        if (step == 0) {
            features.set(at * CHANNELS + START, 1);
        } else if (step < request) {
            features.set(at * CHANNELS + BIT, 2 * bit(episode, step - 1) - 1);
        } else if (step == request) {
            features.set(at * CHANNELS + REQUEST, level.repeated() ? SCALE * level.repeats() : 1);
        } else {
            int answer = step - request - 1;
            targets.set(at, answer < level.answers() ? bit(episode, answer % level.length()) : END);
        }
        return step > request;
    }

    /** Returns what the bits of an episode are a function of. */
    long episode(int row, long number) {
        return Hash.mix(Hash.mix(seed, row), number);
    }

    private static int bit(long episode, int index) {
        return (int) (Hash.mix(episode, index) >>> (Long.SIZE - 1));
    }
}
