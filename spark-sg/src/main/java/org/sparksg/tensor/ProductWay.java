package org.sparksg.tensor;

import java.util.ArrayList;
import java.util.List;

/**
 * Who multiplies two matrices. Which is fastest depends on the shape and on the processor: oneDNN's code for AVX-512 is
 * faster than OpenBLAS's, its code for AVX2 slower.
 */
enum ProductWay {
    /** OpenBLAS, whose calls cost a tenth of oneDNN's. */
    BLAS,
    /** oneDNN's plain product of f32 matrices, which copies blocks of both factors first. */
    GEMM,
    /** A compiled primitive of oneDNN. It reads a second factor where it lies if its rows are in order: slowly, where rows are long. */
    PRIMITIVE,
    /**
     * Primitives of 512 columns (oneDNN copies if these are a power of two), side by side: the last one moves left so that it ends with
     * the row, and computes some columns again.
     */
    STRIPS;

    /** Columns of a strip. */
    static final int STRIP = 512;

    private static final int SHORT_ROW = 256;
    private static final int ENOUGH_ROWS = 128; // to pay for the copies

    /** Returns the fastest one, as far as a table of measurements knows: it depends on shape and instruction set alone. */
    static ProductWay of(Factors product, boolean avx512) {
        if (!avx512 || product.isTiny()) {
            return BLAS;
        }
        if (product.secondTransposed()) {
            return PRIMITIVE; // which copies
        }
        if (product.firstTransposed()) {
            return GEMM;
        }
        return product.columns() <= SHORT_ROW ? PRIMITIVE : fits(product) ? STRIPS : GEMM;
    }

    /** Returns all that can do a product in single precision. */
    static List<ProductWay> all(Factors product) {
        List<ProductWay> ways = new ArrayList<>(List.of(BLAS, GEMM, PRIMITIVE));
        if (fits(product)) {
            ways.add(STRIPS);
        }
        return ways;
    }

    private static boolean fits(Factors product) {
        int columns = product.columns();
        int covered = (columns + STRIP - 1) / STRIP * STRIP;
        return !product.firstTransposed()
                && !product.secondTransposed()
                && product.rows() >= ENOUGH_ROWS
                && columns >= STRIP
                && covered <= columns + columns / 32;
    }
}
