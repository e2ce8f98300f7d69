package org.sparksg.data;

import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.PrimitiveConverter;

/** Keeps the text of one row. */
final class TextConverter extends PrimitiveConverter {
    private String value;

    void clear() {
        value = null;
    }

    /** Returns the text, or null. */
    String value() {
        return value;
    }

    @Override
    public void addBinary(Binary value) {
        this.value = value.toStringUsingUTF8();
    }
}
