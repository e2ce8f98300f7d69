package org.sparksg.spark;

import java.lang.reflect.Array;
import java.util.List;
import org.apache.spark.sql.Row;
import org.sparksg.tensor.Tensor;

/** Copies the values of a DataFrame's row into a row of a tensor. */
final class RowValues {
    private RowValues() {}

    static void features(Row row, int column, Tensor to, int index) {
        Object value = row.isNullAt(column) ? null : row.get(column);
        if (value == null) {
            throw new IllegalArgumentException("column " + name(row, column) + ": is null: fill or drop such rows");
        }
        Object numbers =
                value instanceof scala.collection.Seq ? row.getList(column).toArray() : arrayOf(row, column, value);
        int width = to.columns();
        if (Array.getLength(numbers) != width) {
            throw new IllegalArgumentException("column " + name(row, column) + ": has " + Array.getLength(numbers)
                    + " numbers, the network takes " + width);
        }
        for (int i = 0; i < width; i++) {
            to.set(index * width + i, ((Number) Array.get(numbers, i)).doubleValue());
        }
    }

    /** Spark ML's vectors are met by their one method, so that MLlib need not be there for those who do not use it. */
    private static Object arrayOf(Row row, int column, Object value) {
        try {
            return value.getClass().getMethod("toArray").invoke(value);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(
                    "column " + name(row, column) + ": is a " + value.getClass().getSimpleName()
                            + ", must be an array or a Spark ML vector",
                    e);
        }
    }

    static void target(Row row, int column, boolean classification, Tensor to, int index) {
        if (row.isNullAt(column)) {
            throw new IllegalArgumentException("column " + name(row, column) + ": is null: fill or drop such rows");
        }
        double value = ((Number) row.get(column)).doubleValue();
        int width = to.columns();
        if (!classification) {
            to.set(index, value);
            return;
        }
        if (value != Math.rint(value) || value < 0 || value >= width) {
            throw new IllegalArgumentException(
                    "column " + name(row, column) + ": class " + value + ", expected 0.." + (width - 1));
        }
        for (int i = 0; i < width; i++) {
            to.set(index * width + i, i == (int) value ? 1 : 0);
        }
    }

    private static String name(Row row, int column) {
        return row.schema() == null
                ? Integer.toString(column)
                : List.of(row.schema().fieldNames()).get(column);
    }
}
