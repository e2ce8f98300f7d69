package org.sparksg.data;

/**
 * A column as a file has it.
 *
 * @param name its name; of a file without names its position from 0 on
 * @param kind what its cells hold
 * @param type what the file calls that, for messages; of text without a header, what the first cell holds
 */
record TableColumn(String name, Kind kind, String type) {

    /** What the cells of a column hold. */
    enum Kind {
        /** Text, which may be that of a number. */
        CELLS,
        /** One number. */
        NUMBER,
        /** Several numbers: an array or a vector. */
        NUMBERS,
        /** Text that is no number. */
        TEXT,
        /** A date, or a date with a time. */
        TIME,
        /** What is neither feature nor label. */
        OTHER
    }

    boolean canBeFeature() {
        return kind == Kind.CELLS || kind == Kind.NUMBER || kind == Kind.NUMBERS;
    }
}
