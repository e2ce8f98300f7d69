package org.sparksg.data;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.PrimitiveConverter;

/** Keeps the text of one row: that of a whole number is its digits, that of a boolean {@code true} or {@code false}. */
final class TextConverter extends PrimitiveConverter {
    private final int scale;
    private final boolean text;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    private String value;
    private boolean damaged;

    /** {@code text}: whether bytes are text, and not a decimal of this scale. */
    TextConverter(int scale, boolean text) {
        this.scale = scale;
        this.text = text;
    }

    void clear() {
        value = null;
        damaged = false;
    }

    /** Returns whether the bytes of the row are no text: replaced ones would make different names equal. */
    boolean isDamaged() {
        return damaged;
    }

    /** Returns the text, or null. */
    String value() {
        return value;
    }

    @Override
    public void addBinary(Binary bytes) {
        if (!text) {
            value = decimal(new BigInteger(bytes.getBytesUnsafe()));
            return;
        }
        try {
            value = decoder.decode(bytes.toByteBuffer()).toString();
        } catch (CharacterCodingException e) {
            damaged = true;
        }
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
