package org.sparksg.data;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.sparksg.settings.BadSetting;
import org.sparksg.settings.FileTrouble;
import org.sparksg.settings.Require;

/**
 * The data of a run.
 *
 * @param train the examples to train on
 * @param test the examples to test on, or null
 * @param heldOut the share of the training examples that is kept for validation; 0 for none
 * @param features what is made of the features of tables
 * @param memory what is held in memory
 * @param augmentation what becomes of images to train on
 */
public record DataSettings(
        DataSource train,
        DataSource test,
        double heldOut,
        FeatureSettings features,
        DataMemory memory,
        Augmentation augmentation)
        implements Serializable {
    static final String TRAIN = "data.train";
    static final String TEST = "data.test";

    /** Checks that there is something to train on, and the share. */
    public DataSettings {
        Require.present("train", train);
        Require.share("held-out", heldOut);
        Require.present("features", features);
        Require.present("augment", augmentation);
        if (train instanceof SequenceRows rows && test instanceof SequenceRows others) {
            others.columns().requireLike(rows.columns());
        }
        Require.that(
                features.isNone() || train instanceof TableSource,
                "features",
                features,
                "none for data that are no table (csv, parquet, libsvm)",
                "pixels and points come in a range that suits a network; scale columns of sequences before they are written");
    }

    /** Data whose images, if they are any, stay as they are. */
    public DataSettings(
            DataSource train, DataSource test, double heldOut, FeatureSettings features, DataMemory memory) {
        this(train, test, heldOut, features, memory, Augmentation.NONE);
    }

    /** Data whose features are taken as they are, and that are held in memory if they fit. */
    public DataSettings(DataSource train, DataSource test, double heldOut) {
        this(train, test, heldOut, FeatureSettings.NONE, DataMemory.AUTO);
    }

    /** Returns the data of a run without a validation part. */
    public static DataSettings of(DataSource train, DataSource test) {
        return new DataSettings(train, test, 0);
    }

    /** The same, without news. */
    public DataSummary open(Configuration hadoop, long seed) throws IOException {
        return open(hadoop, seed, line -> {});
    }

    /**
     * Looks at headers and sizes of all sources, and at all rows of tables, and whether test data fit training data. This is done once for a run: the
     * summary goes wherever somebody has to know.
     *
     * @param seed chooses the examples that are held out, which tell nothing of how features are prepared
     * @param news hears now and then how far that is, where there is much to read
     * @throws DataException naming the source, what was expected and what was found
     * @throws BadSetting naming the key whose path leads nowhere
     */
    public DataSummary open(Configuration hadoop, long seed, Consumer<String> news) throws IOException {
        SourceSummary training = naming(TRAIN, () -> inspectTraining(hadoop, seed, news));
        List<SourceSummary> sources = new ArrayList<>(List.of(training));
        if (test != null) {
            SourceSummary testing =
                    naming(TEST, () -> test.aligned(training.schema()).inspect(hadoop, news));
            requireSameKind(training.schema(), testing.schema());
            sources.add(testing);
        }
        int together = training.schema().sequences().together();
        int held = new HoldOut(heldOut, 0).share(training.count() / together)
                * together; // whether that will do, training asks
        String fingerprint = fingerprint(
                training.fingerprint(), test == null ? "none" : sources.get(1).fingerprint());
        return new DataSummary(
                training.schema(),
                training.count() - held,
                held,
                test == null ? 0 : sources.get(1).count(),
                fingerprint,
                sources,
                Streaming.NONE);
    }

    /**
     * Decides what is read while a run trains, and not held in memory.
     *
     * @param found what {@link #open} found
     * @param heap bytes of the Java heap of whoever reads the data
     * @param batch examples of a mini-batch
     * @throws BadSetting if the shuffle buffer is larger than that memory allows
     */
    public DataSummary decide(DataSummary found, long heap, int batch) {
        return found.with(memory.decide(this, found, heap, batch));
    }

    /** Decides the same of test data that are read alone. */
    public DataSummary decideTest(DataSummary found, long heap) {
        return found.with(memory.decideTest(this, found, heap));
    }

    /**
     * Returns data as a run that goes on reads them: as its record says, as far as settings leave it open.
     *
     * @param now what was found and decided now
     * @param recorded what {@link Streaming#order} was when the run began
     */
    public DataSummary kept(DataSummary now, String recorded) {
        return now.with(memory.kept(now, recorded));
    }

    private SourceSummary inspectTraining(Configuration hadoop, long seed, Consumer<String> news) throws IOException {
        return train instanceof TableSource table
                ? table.inspect(hadoop, Preparation.unfitted(features), new HoldOut(heldOut, seed), news)
                : train.inspect(hadoop, news);
    }

    private String fingerprint(String training, String testing) {
        return "train=" + training + " test=" + testing + " heldOut=" + heldOut
                + (features.isNone() ? "" : " " + features)
                + (heldOut == 0 ? "" : " by permutation"); // examples were chosen in another way before
    }

    /** Checks, after the data were read, that they are still those that the run was planned with. */
    void requireSame(Configuration hadoop, DataSummary planned) throws IOException {
        String now = fingerprint(
                naming(TRAIN, () -> train.fingerprint(hadoop)),
                test == null ? "none" : naming(TEST, () -> test.fingerprint(hadoop)));
        if (!now.equals(planned.fingerprint())) {
            throw new DataException("data.train or data.test were changed since the run was planned:\n  planned: "
                    + planned.fingerprint() + "\n  now:     " + now
                    + "\nPut back what was there, or start a new run with what is there now");
        }
    }

    interface Look<T> {
        T run() throws IOException;
    }

    /** Says of trouble with data, or with their place, which key names them. */
    static <T> T naming(String key, Look<T> look) {
        try {
            return look.run();
        } catch (DataException e) {
            throw e.of(key);
        } catch (BadSetting e) {
            throw e.within(key);
        } catch (IOException e) {
            throw FileTrouble.reading(key, e);
        }
    }

    private void requireSameKind(Schema training, Schema testing) {
        if (!training.isLike(testing)) {
            throw new DataException("test data do not fit training data: " + train + " has " + training + ", " + test
                    + " has " + testing);
        }
    }

    /**
     * Checks that so many examples can be parted into those to train on and those held out.
     *
     * @throws org.sparksg.settings.BadSetting if one part would be empty
     */
    public void checkHoldOut(int examples) {
        new HoldOut(heldOut, 0).check(examples);
    }

    /**
     * Reads everything into memory, after a look at what there is.
     *
     * @param seed chooses the examples that are held out
     * @throws DataException naming the file, the offset, what was expected and what was found
     */
    public DataSets load(Configuration hadoop, long seed) throws IOException {
        return load(hadoop, seed, open(hadoop, seed));
    }

    /**
     * Reads everything into memory as it was found when the run was planned.
     *
     * @param seed chooses the examples that are held out
     * @param planned what was found then
     * @throws DataException if any of the data are others now
     */
    public DataSets load(Configuration hadoop, long seed, DataSummary planned) throws IOException {
        Examples all = loadTraining(hadoop, planned);
        Optional<Examples> testing = test == null ? Optional.empty() : Optional.of(readTest(hadoop, planned));
        requireSame(hadoop, planned);
        return split(all, testing, seed);
    }

    Examples loadTraining(Configuration hadoop, DataSummary planned) throws IOException {
        Examples all = naming(TRAIN, () -> train.planned(planned.schema()).load(hadoop));
        requireCount(TRAIN, all.count(), planned.train() + planned.validation());
        return all;
    }

    DataSets split(Examples all, Optional<Examples> testing, long seed) {
        if (heldOut == 0) {
            return new DataSets(all, Optional.empty(), testing);
        }
        HoldOut split = new HoldOut(heldOut, seed);
        if (all.endIsHeldOut()) {
            split.check(all.count());
            int training = all.count() - split.share(all.count());
            return new DataSets(
                    all.subset(IntStream.range(0, training).toArray()),
                    Optional.of(
                            all.subset(IntStream.range(training, all.count()).toArray())),
                    testing);
        }
        int together = Math.max(1, all.windows());
        int count = all.count() / together;
        return new DataSets(
                all.subset(each(split.training(count), together)),
                Optional.of(all.subset(each(split.heldOut(count), together))),
                testing);
    }

    /** Returns the positions of the examples of some groups of so many. */
    private static int[] each(int[] groups, int together) {
        return Arrays.stream(groups)
                .flatMap(group -> IntStream.range(group * together, (group + 1) * together))
                .toArray();
    }

    Examples readTest(Configuration hadoop, DataSummary planned) throws IOException {
        Examples testing = naming(TEST, () -> test.aligned(planned.testSchema()).load(hadoop));
        requireCount(TEST, testing.count(), planned.test());
        return testing;
    }

    private static void requireCount(String key, int found, int planned) {
        if (found != planned) {
            throw new DataException(key + ": has " + found + " examples, but had " + planned
                    + " when the run was planned: the data were changed in between; start the run anew");
        }
    }
}
