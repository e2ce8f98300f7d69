package org.sparksg.data;

import java.io.Serializable;
import java.util.Locale;
import org.sparksg.settings.BadSetting;
import org.sparksg.settings.Require;

/**
 * What of the data is held in memory by the stage that reads them.
 *
 * @param train whether the training data are
 * @param test whether the test data are
 * @param shuffleBuffer how many examples are shuffled at a time where training data are not; 0 for as many as there is room for, up to
 *     {@link #LARGEST}
 */
public record DataMemory(Use train, Use test, int shuffleBuffer) implements Serializable {
    /** As much as fits. */
    public static final DataMemory AUTO = new DataMemory(Use.AUTO, Use.AUTO, 0);

    /** The largest buffer that is not asked for by number. */
    public static final int LARGEST = 1 << 16;

    private static final double ROOM =
            0.4; // of the heap, for all examples; the rest is Spark's, and the garbage of reading
    private static final int AHEAD = 1 << 12; // examples that an evaluation reads ahead at most
    private static final double BUFFERS = 0.1; // of the heap, for both windows, unless a number is given
    private static final double MOST = 0.5; // of the heap, for both windows

    /** Whether data are held in memory. */
    public enum Use {
        /** If they fit. */
        AUTO,
        /** Yes. */
        TRUE,
        /** No: they are read while they are used. */
        FALSE
    }

    /** Checks the number. */
    public DataMemory {
        Require.atLeast("shuffle-buffer", shuffleBuffer, 0);
    }

    /** Returns the memory that examples take. */
    static long bytes(long examples, Schema schema) {
        long arrays = 40; // headers and references, the target
        return examples * (Float.BYTES * (long) schema.features().size() + arrays);
    }

    /**
     * Decides what is streamed.
     *
     * @param data the sources
     * @param found what they have
     * @param heap bytes of the Java heap of whoever reads them
     * @param batch examples of a mini-batch
     * @throws BadSetting if the shuffle buffer is larger than that memory allows
     */
    Streaming decide(DataSettings data, DataSummary found, long heap, int batch) {
        long trainBytes = bytes((long) found.train() + found.validation(), found.schema());
        long testBytes = bytes(found.test(), found.schema());
        boolean streamsTest = streams(data.test(), test, testBytes, heap);
        boolean streamsTrain = streams(data.train(), train, trainBytes + (streamsTest ? 0 : testBytes), heap);
        return streamsTrain
                ? new Streaming(
                        true,
                        streamsTest,
                        window(found, heap, batch),
                        found.sources().get(0).shards().size())
                : new Streaming(false, streamsTest, 0, 0);
    }

    /** Decides what is streamed where nothing is trained, and only test data are read. */
    Streaming decideTest(DataSettings data, DataSummary found, long heap) {
        return new Streaming(false, streams(data.test(), test, bytes(found.test(), found.schema()), heap), 0, 0);
    }

    /** Returns what holds for a run that goes on: what its record tells, as far as these settings leave it open. */
    Streaming kept(DataSummary now, String recorded) {
        Streaming decided = now.streaming();
        Streaming before = decided.withOrder(
                recorded,
                now.sources().isEmpty() ? 0 : now.sources().get(0).shards().size());
        boolean open = before.train() ? train != Use.TRUE : train == Use.AUTO;
        boolean sized = before.train() && decided.train() && shuffleBuffer > 0;
        return open && !sized ? before : decided;
    }

    private static boolean streams(DataSource source, Use use, long bytes, long heap) {
        return source instanceof TableSource && (use == Use.FALSE || use == Use.AUTO && bytes > ROOM * heap);
    }

    private int window(DataSummary found, long heap, int batch) {
        Schema schema = found.schema();
        long wanted = shuffleBuffer > 0 ? shuffleBuffer : Math.min(room(BUFFERS, schema, heap), LARGEST);
        long window = (Math.max(1, Math.min(wanted, found.train())) + batch - 1) / batch * batch;
        long most = room(MOST, schema, heap);
        if (window > most) {
            throw new BadSetting(
                    "data.shuffle-buffer",
                    window,
                    tooLarge("two such buffers of examples", 2 * window, schema, heap),
                    most < batch
                            ? "raise spark.executor.memory"
                            : "set it to " + most / batch * batch + " or less, or raise spark.executor.memory");
        }
        return Math.toIntExact(window);
    }

    /**
     * Returns how many examples an evaluation reads ahead: as many as there is room for, up to 4096, but whole steps.
     *
     * @param key the setting that names the data
     * @param count how many there are
     * @param heap bytes of the Java heap at hand
     * @param step how many are taken at once
     * @throws BadSetting if there is no room for one step
     */
    static int ahead(String key, Schema schema, int count, long heap, int step) {
        long wanted = Math.min(Math.min(AHEAD, count), room(BUFFERS, schema, heap));
        long window = Math.max(1, (wanted + step - 1) / step) * step;
        long held = count <= window ? window : 2 * window; // where one window holds all, there is no other
        if (bytes(held, schema) > MOST * heap) {
            throw new BadSetting(
                    key,
                    null,
                    tooLarge(held + " examples, which an evaluation reads ahead,", held, schema, heap),
                    "raise spark.executor.memory (or the driver's); in training, a smaller training.batch-size helps, too");
        }
        return Math.toIntExact(window);
    }

    /** Returns how many examples each of two windows has room for. */
    private static long room(double share, Schema schema, long heap) {
        return (long) (share * heap) / (2 * bytes(1, schema));
    }

    private static String tooLarge(String what, long examples, Schema schema, long heap) {
        return String.format(
                Locale.ROOT,
                "%s with %,d features take %,d MiB, more than half of the executor's memory of %,d MiB",
                what,
                schema.features().size(),
                bytes(examples, schema) >> 20,
                heap >> 20);
    }
}
