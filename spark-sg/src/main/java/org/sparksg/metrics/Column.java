package org.sparksg.metrics;

import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BINARY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BOOLEAN;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.DOUBLE;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT32;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT64;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/**
 * One column of a table.
 *
 * @param name the name in the file, snake case
 * @param javaType {@code int}, {@code long}, {@code double}, {@code boolean} or {@code String}
 */
record Column(String name, Class<?> javaType) {
    private static final Map<Class<?>, PrimitiveType.PrimitiveTypeName> PARQUET_TYPES = Map.of(
            int.class, INT32, long.class, INT64, double.class, DOUBLE, boolean.class, BOOLEAN, String.class, BINARY);

    Column {
        if (!PARQUET_TYPES.containsKey(javaType)) {
            throw new IllegalArgumentException("column " + name + " of type " + javaType.getName()
                    + ": a table knows int, long, double, boolean and String");
        }
    }

    /** Returns the columns of a record type, in the order of its components. */
    static List<Column> of(Class<? extends Record> type) {
        return Arrays.stream(type.getRecordComponents()).map(Column::of).toList();
    }

    private static Column of(RecordComponent component) {
        return new Column(snakeCase(component.getName()), component.getType());
    }

    static String snakeCase(String camelCase) {
        return camelCase.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }

    /** Returns the field of the Parquet schema: required, strings as UTF-8. */
    Type field() {
        PrimitiveType.PrimitiveTypeName primitive = PARQUET_TYPES.get(javaType);
        return primitive == BINARY
                ? Types.required(BINARY).as(LogicalTypeAnnotation.stringType()).named(name)
                : Types.required(primitive).named(name);
    }

    /** Writes one value, which has this column's type, as field {@code index} of the current row. */
    void write(RecordConsumer row, int index, Object value) {
        if (value == null) {
            throw new IllegalArgumentException("column " + name + " = null: every column needs a value");
        }
        row.startField(name, index);
        switch (PARQUET_TYPES.get(javaType)) {
            case INT32 -> row.addInteger((Integer) value);
            case INT64 -> row.addLong((Long) value);
            case DOUBLE -> row.addDouble((Double) value);
            case BOOLEAN -> row.addBoolean((Boolean) value);
            default -> row.addBinary(Binary.fromString((String) value));
        }
        row.endField(name, index);
    }
}
