package org.sparksg.metrics;

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/** The tables of a run, one for each type of event. A table is a folder of Parquet files. */
enum Table {
    STEPS(Event.Step.class),
    CORRECTIONS(Event.Correction.class),
    EVALUATIONS(Event.Evaluation.class),
    RAISES(Event.Raise.class),
    TIMELINE(Event.Interval.class);

    private final Class<? extends Record> eventType;
    private final List<Column> columns;
    private final Method[] accessors;

    <E extends Record & Event> Table(Class<E> eventType) {
        this.eventType = eventType;
        this.columns = Column.of(eventType);
        this.accessors = Arrays.stream(eventType.getRecordComponents())
                .map(RecordComponent::getAccessor)
                .toArray(Method[]::new);
    }

    /** Returns the table that an event is a row of. */
    static Table of(Event event) {
        for (Table table : values()) {
            if (table.eventType.isInstance(event)) {
                return table;
            }
        }
        throw new IllegalArgumentException(event.getClass().getName() + ": no table for this type of event");
    }

    /** Returns the name of the folder, which also begins every file name. */
    String folder() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the columns that come from the event, after those of {@link Origin}. */
    List<Column> columns() {
        return columns;
    }

    /** Returns the value of a column of {@link #columns}. */
    Object value(Event event, int column) {
        try {
            return accessors[column].invoke(event);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(folder() + "." + columns.get(column).name() + " cannot be read", e);
        }
    }

    /** Returns the schema of the files: all columns required. */
    MessageType schema() {
        List<Type> fields = new ArrayList<>();
        Origin.COLUMNS.forEach(column -> fields.add(column.field()));
        columns.forEach(column -> fields.add(column.field()));
        return new MessageType(folder(), fields);
    }
}
