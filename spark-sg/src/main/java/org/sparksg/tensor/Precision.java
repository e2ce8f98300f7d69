package org.sparksg.tensor;

/** How products are computed. Tensors, and everything but products, are single precision either way. */
public enum Precision {
    /** Products in single precision. */
    F32,
    /** Products of operands rounded to bfloat16 (8 bits of mantissa), summed in single precision. Needs AVX512_BF16 or AMX. */
    BF16
}
