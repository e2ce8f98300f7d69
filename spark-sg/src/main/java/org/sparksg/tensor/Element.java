package org.sparksg.tensor;

/** What a tensor has in each place. */
public enum Element {
    /** Single precision: 32 bits. */
    F32(Float.BYTES),
    /** Double precision: 64 bits. */
    F64(Double.BYTES);

    private final int width;

    Element(int width) {
        this.width = width;
    }

    /** Returns the number of bytes. */
    public int width() {
        return width;
    }
}
