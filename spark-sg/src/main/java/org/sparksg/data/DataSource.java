package org.sparksg.data;

import java.io.IOException;
import java.io.Serializable;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;

/** Where a data set comes from: a value that can be printed, compared and sent to an executor. */
public interface DataSource extends Serializable {

    /**
     * Looks at headers, schema and sizes only, and checks what can be checked without reading everything.
     *
     * @throws DataException naming the file, the offset, what was expected and what was found
     * @throws org.sparksg.settings.BadSetting naming the key whose path leads nowhere
     */
    SourceSummary inspect(Configuration hadoop) throws IOException;

    /** The same. {@code news}: hears now and then how far it is, where all has to be read for that. */
    default SourceSummary inspect(Configuration hadoop, Consumer<String> news) throws IOException {
        return inspect(hadoop);
    }

    /**
     * Returns a text that changes when any of the data do, or how they are read. Reads files as far as their store does not vouch for
     * them by checksums of its own.
     */
    String fingerprint(Configuration hadoop) throws IOException;

    /**
     * Reads the whole data set into memory.
     *
     * @throws DataException naming the file, the offset, what was expected and what was found
     * @throws org.sparksg.settings.BadSetting naming the key whose path leads nowhere
     */
    Examples load(Configuration hadoop) throws IOException;

    /**
     * Returns this source read as the training data are: columns by their names, in the same order, and the same classes. Reading it
     * fails if names are missing or others are there. Sources without names are matched by position, and return themselves.
     *
     * @throws DataException if features are prepared, and those of this source cannot be
     */
    default DataSource aligned(Schema training) {
        if (!training.preparation().keepsNumbers()) {
            throw new DataException(this + ": the features of the training data are prepared ("
                    + training.preparation().settings() + "), and those of this source cannot be: only tables (csv,"
                    + " parquet, libsvm) are; leave out data.features, or give test data as a table");
        }
        return this;
    }

    /** Returns this source read as it was found when a run was planned; reading it fails if its columns or classes are others now. */
    default DataSource planned(Schema plan) {
        return this;
    }
}
