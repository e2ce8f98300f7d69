package org.sparksg.tensor;

/** How products are computed. Arrays are 32 bits wide in either case. */
public enum Precision {
    /** 32-bit arithmetic. */
    F32,
    /** Operands rounded to bfloat16, sums in 32 bits. */
    BF16
}
