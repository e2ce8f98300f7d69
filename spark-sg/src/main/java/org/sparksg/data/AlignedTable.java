package org.sparksg.data;

import java.io.IOException;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;

/**
 * A table that is read as other data were: the same columns, found by their names, in the same order, and the same classes.
 *
 * @param source the table
 * @param schema what those data look like
 * @param whole whether the table is those data
 */
record AlignedTable(TableSource source, Schema schema, boolean whole) implements DataSource {

    @Override
    public SourceSummary inspect(Configuration hadoop) throws IOException {
        return inspect(hadoop, line -> {});
    }

    @Override
    public SourceSummary inspect(Configuration hadoop, Consumer<String> news) throws IOException {
        return open(hadoop).inspect(fingerprint(hadoop), null, news);
    }

    @Override
    public String fingerprint(Configuration hadoop) throws IOException {
        return source.fingerprint(hadoop);
    }

    @Override
    public Examples load(Configuration hadoop) throws IOException {
        return open(hadoop).load();
    }

    private Table open(Configuration hadoop) throws IOException {
        return Table.open(source, schema, whole, schema.preparation(), hadoop);
    }

    @Override
    public String toString() {
        return source.toString();
    }
}
