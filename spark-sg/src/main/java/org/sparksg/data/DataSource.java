package org.sparksg.data;

import java.io.IOException;
import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;

/** Where a data set comes from: a value that can be printed, compared and sent to an executor. */
public interface DataSource extends Serializable {

    /**
     * Looks at headers, schema and sizes only, and checks what can be checked without reading everything.
     *
     * @throws DataException naming the file, the offset, what was expected and what was found
     */
    SourceSummary inspect(Configuration hadoop) throws IOException;

    /**
     * Reads the whole data set into memory.
     *
     * @throws DataException naming the file, the offset, what was expected and what was found
     */
    Examples load(Configuration hadoop) throws IOException;
}
