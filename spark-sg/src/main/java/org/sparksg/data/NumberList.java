package org.sparksg.data;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;

/** The numbers of one column in one row, in an array that is used again for the next row. */
final class NumberList extends PrimitiveConverter {
    private final int scale;
    private double[] values = new double[16];
    private int size;
    private boolean holes; // whether an entry of a list is null
    private String lost; // what is wrong with a whole number that neither double nor float can hold

    /** {@code scale}: how many digits of a decimal stand behind the point; 0 for other numbers. */
    NumberList(int scale) {
        this.scale = scale;
    }

    void clear() {
        size = 0;
        holes = false;
        lost = null;
    }

    int size() {
        return size;
    }

    double get(int index) {
        return values[index];
    }

    /** Whether a list has an entry without a number: it is NaN. */
    boolean hasNull() {
        return holes;
    }

    /** Writes the numbers from {@code at} on; returns what is wrong with them, or null. */
    String copyTo(double[] to, int at) {
        System.arraycopy(values, 0, to, at, size);
        return lost;
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
        addLong(value);
    }

    @Override
    public void addLong(long value) {
        if (scale != 0) {
            addDecimal(BigInteger.valueOf(value));
            return;
        }
        if (Math.abs((double) value) >= Narrowing.EXACT && lost == null) {
            lost = Narrowing.lost(Long.toString(value));
        }
        addDouble((double) value);
    }

    @Override
    public void addBoolean(boolean value) {
        addDouble(value ? 1 : 0);
    }

    /** A decimal in bytes, most significant first. */
    @Override
    public void addBinary(Binary value) {
        addDecimal(new BigInteger(value.getBytesUnsafe()));
    }

    private void addDecimal(BigInteger unscaled) {
        BigDecimal decimal = new BigDecimal(unscaled, scale);
        if (Math.abs(decimal.doubleValue()) >= Narrowing.EXACT && lost == null && scale == 0) {
            lost = Narrowing.lost(decimal.toPlainString());
        }
        addDouble(decimal.doubleValue());
    }

    /** Returns a converter for the group of one list entry, which holds a number or null. */
    GroupConverter entry() {
        return new GroupConverter() {
            private int before;

            @Override
            public Converter getConverter(int field) {
                return NumberList.this;
            }

            @Override
            public void start() {
                before = size;
            }

            @Override
            public void end() {
                if (size == before) {
                    holes = true;
                    addDouble(Double.NaN);
                }
            }
        };
    }
}
