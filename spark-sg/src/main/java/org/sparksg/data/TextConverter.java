package org.sparksg.data;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.PrimitiveConverter;

/** Keeps the text of one row: that of a whole number is its digits, that of a boolean {@code true} or {@code false}. */
final class TextConverter extends PrimitiveConverter {
    private final int scale;
    private final boolean text;
    private String value;

    /** {@code text}: whether bytes are text, and not a decimal of this scale. */
    TextConverter(int scale, boolean text) {
        this.scale = scale;
        this.text = text;
    }

    void clear() {
        value = null;
    }

    /** Returns the text, or null. */
    String value() {
        return value;
    }

    @Override
    public void addBinary(Binary bytes) {
        value = text ? bytes.toStringUsingUTF8() : decimal(new BigInteger(bytes.getBytesUnsafe()));
    }

    @Override
    public void addInt(int number) {
        addLong(number);
    }

    @Override
    public void addLong(long number) {
        value = decimal(BigInteger.valueOf(number));
    }

    @Override
    public void addBoolean(boolean flag) {
        value = Boolean.toString(flag);
    }

    @Override
    public void addFloat(float number) {
        addDouble(number);
    }

    /** Spark ML writes the numbers of classes as doubles. */
    @Override
    public void addDouble(double number) {
        value = Diagnosis.plain(number);
    }

    private String decimal(BigInteger unscaled) {
        BigDecimal number = new BigDecimal(unscaled, scale);
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }
}
