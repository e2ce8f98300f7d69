package org.sparksg.data;

import java.io.IOException;
import java.io.Serializable;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

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
        if (train == null) {
            throw new IllegalArgumentException("DataSettings.train is missing: name the training data");
        }
        Require.fraction("DataSettings.heldOut", heldOut);
    }

    /** Returns the data of a run without a validation part. */
    public static DataSettings of(DataSource train, DataSource test) {
        return new DataSettings(train, test, 0);
    }

    /**
     * Looks at headers and sizes of all sources, and whether test data fit training data.
     *
     * @return what is known of the training data, held-out examples included
     * @throws DataException naming the source, what was expected and what was found
     */
    public Summary inspect(Configuration hadoop) throws IOException {
        Summary training = train.inspect(hadoop);
        if (test != null) {
            requireSameKind(training, test.inspect(hadoop));
        }
        return training;
    }

    private void requireSameKind(Summary training, Summary testing) {
        if (!training.features().equals(testing.features())
                || !training.target().equals(testing.target())
                || training.classification() != testing.classification()
                || !training.classNames().equals(testing.classNames())) {
            throw new DataException("test data do not fit training data: " + train + " has " + kind(training) + ", "
                    + test + " has " + kind(testing));
        }
    }

    private static String kind(Summary summary) {
        return "features " + summary.features() + ", target " + summary.target()
                + (summary.classification() ? " (classes " + summary.classNames() + ")" : " (values)");
    }

    /** Returns a text for run records that changes when any of the data do, or their division. */
    public String fingerprint(Configuration hadoop) throws IOException {
        return "train=" + train.inspect(hadoop).fingerprint()
                + " test=" + (test == null ? "none" : test.inspect(hadoop).fingerprint())
                + " heldOut=" + heldOut;
    }

    /**
     * Reads everything into memory.
     *
     * @param seed chooses the examples that are held out
     * @throws DataException naming the file, the offset, what was expected and what was found
     */
    public DataSets load(Configuration hadoop, long seed) throws IOException {
        inspect(hadoop);
        Examples all = train.load(hadoop);
        Optional<Examples> testing = test == null ? Optional.empty() : Optional.of(test.load(hadoop));
        if (heldOut == 0) {
            return new DataSets(all, Optional.empty(), testing);
        }
        Split split = new Split(heldOut, seed);
        return new DataSets(
                all.subset(split.training(all.count())), Optional.of(all.subset(split.heldOut(all.count()))), testing);
    }
}
