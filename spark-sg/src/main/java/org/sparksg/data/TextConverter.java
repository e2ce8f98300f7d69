package org.sparksg.data;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.Type;

/**
 * Keeps the text of one row: that of a whole number, date or time is its digits, that of a boolean {@code true} or {@code false}. Times of 96
 * bits, as Spark wrote them for long, have the digits of microseconds since 1970.
 */
final class TextConverter extends PrimitiveConverter {
    private static final long JULIAN_1970 = 2_440_588;
    private static final long MICROSECONDS_OF_DAY = 86_400_000_000L;

    private final int scale;
    private final boolean text;
    private final boolean time;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    private String value;
    private boolean damaged;

    TextConverter(Type type) {
        this.scale = ParquetTypes.scale(type);
        this.text = ParquetTypes.isText(type);
        this.time = ParquetTypes.isLongTime(type);
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
        if (time) {
            value = Long.toString(microseconds(bytes.toByteBuffer().order(ByteOrder.LITTLE_ENDIAN)));
            return;
        }
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

    /** Nanoseconds of the day, and the number of the day in the Julian calendar. */
    private static long microseconds(ByteBuffer time) {
        long ofDay = time.getLong(time.position()) / 1000;
        long day = time.getInt(time.position() + Long.BYTES) - JULIAN_1970;
        return day * MICROSECONDS_OF_DAY + ofDay;
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
