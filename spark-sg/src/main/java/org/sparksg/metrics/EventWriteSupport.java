package org.sparksg.metrics;

import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.api.RecordConsumer;

/** Turns the events of one table into Parquet rows. */
final class EventWriteSupport extends WriteSupport<Event> {
    /** The key in a file's metadata that tells which columns to expect. */
    static final String SCHEMA_KEY = "spark-sg.schema";

    /** Grows when a column is added, removed or changes its meaning. */
    static final String SCHEMA_VERSION = "2";

    private final Table table;
    private final List<Object> originValues;
    private RecordConsumer row;

    EventWriteSupport(Table table, Origin origin) {
        this.table = table;
        this.originValues = origin.values();
    }

    @Override
    public WriteContext init(Configuration configuration) {
        return new WriteContext(table.schema(), Map.of(SCHEMA_KEY, SCHEMA_VERSION));
    }

    @Override
    public void prepareForWrite(RecordConsumer consumer) {
        this.row = consumer;
    }

    @Override
    public void write(Event event) {
        row.startMessage();
        int index = 0;
        for (Object value : originValues) {
            Origin.COLUMNS.get(index).write(row, index, value);
            index++;
        }
        for (int column = 0; column < table.columns().size(); column++, index++) {
            table.columns().get(column).write(row, index, table.value(event, column));
        }
        row.endMessage();
    }
}
