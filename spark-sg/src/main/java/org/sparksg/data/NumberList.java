package org.sparksg.data;

import java.util.Arrays;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;

/** The numbers of one column in one row, in an array that is used again for the next row. */
final class NumberList extends PrimitiveConverter {
    private double[] values = new double[16];
    private int size;
    private int entries; // of a list, nulls included

    void clear() {
        size = 0;
        entries = 0;
    }

    int size() {
        return size;
    }

    double get(int index) {
        return values[index];
    }

    /** Whether a list has an entry without a number. */
    boolean hasNull() {
        return entries > size;
    }

    @Override
    public void addDouble(double value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, 2 * size);
        }
        values[size++] = value;
    }

    @Override
    public void addFloat(float value) {
        addDouble(value);
    }

    @Override
    public void addInt(int value) {
        addDouble(value);
    }

    @Override
    public void addLong(long value) {
        addDouble(value);
    }

    @Override
    public void addBoolean(boolean value) {
        addDouble(value ? 1 : 0);
    }

    /** Returns a converter for the group of one list entry, which holds a number or null. */
    GroupConverter entry() {
        return new GroupConverter() {
            @Override
            public Converter getConverter(int field) {
                return NumberList.this;
            }

            @Override
            public void start() {
                entries++;
            }

            @Override
            public void end() {}
        };
    }
}
