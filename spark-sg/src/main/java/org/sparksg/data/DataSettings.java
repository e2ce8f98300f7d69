package org.sparksg.data;

import java.io.IOException;
import java.io.Serializable;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.sparksg.settings.Require;

/**
 * The data of a run.
 *
 * @param train the examples to train on
 * @param test the examples to test on, or null
 * @param heldOut the share of the training examples that is kept for validation; 0 for none
 */
public record DataSettings(DataSource train, DataSource test, double heldOut) implements Serializable {

    /** Checks that there is something to train on, and the share. */
    public DataSettings {
        Require.present("train", train);
        Require.share("held-out", heldOut);
    }

    /** Returns the data of a run without a validation part. */
    public static DataSettings of(DataSource train, DataSource test) {
        return new DataSettings(train, test, 0);
    }

    /**
     * Looks at headers and sizes of all sources, and whether test data fit training data. This is done once for a run: the
     * summary goes wherever somebody has to know.
     *
     * @throws DataException naming the source, what was expected and what was found
     */
    public DataSummary open(Configuration hadoop) throws IOException {
        SourceSummary training = train.inspect(hadoop);
        Optional<SourceSummary> testing = test == null ? Optional.empty() : Optional.of(test.inspect(hadoop));
        testing.ifPresent(found -> requireSameKind(training.schema(), found.schema()));
        int held = new HoldOut(heldOut, 0).share(training.count()); // whether that will do, training asks
        String fingerprint = "train=" + training.fingerprint() + " test="
                + testing.map(SourceSummary::fingerprint).orElse("none") + " heldOut=" + heldOut;
        return new DataSummary(
                training.schema(),
                training.count() - held,
                held,
                testing.map(SourceSummary::count).orElse(0),
                fingerprint);
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
     * Reads everything into memory.
     *
     * @param seed chooses the examples that are held out
     * @throws DataException naming the file, the offset, what was expected and what was found
     */
    public DataSets load(Configuration hadoop, long seed) throws IOException {
        Examples all = train.load(hadoop);
        Optional<Examples> testing = test == null ? Optional.empty() : Optional.of(test.load(hadoop));
        if (heldOut == 0) {
            return new DataSets(all, Optional.empty(), testing);
        }
        HoldOut split = new HoldOut(heldOut, seed);
        return new DataSets(
                all.subset(split.training(all.count())), Optional.of(all.subset(split.heldOut(all.count()))), testing);
    }
}
