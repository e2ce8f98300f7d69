package org.sparksg.tensor;

import static org.bytedeco.openblas.global.openblas_nolapack.*;

import java.lang.ref.Reference;
import org.sparksg.tensor.OneDnnSpec.After;

/**
 * Matrix products: tiny ones by cblas, whose calls cost a tenth of oneDNN's, all others by oneDNN. Its compiled primitives read a
 * second factor where it lies if its rows are in order, and lose up to a fifth of their speed to that where rows are long. Two
 * ways copy blocks first, and are taken in single precision:
 *
 * <ul>
 *   <li>{@link OneDnn#gemm}, for forward products with long rows and all gradients of weights;
 *   <li>primitives of 512 columns (oneDNN copies if these are a power of two), side by side, for forward products that they
 *       cover well: the last one moves left so that it ends with the row, and computes some columns again.
 * </ul>
 *
 * Gradients of inputs, whose second factor is transposed, are copied anyway. The choice depends on shapes alone.
 */
final class Products {
    private static final int TINY = 64;
    private static final int SHORT_ROW = 256;
    private static final int STRIP = 512;
    private static final int ENOUGH_ROWS = 128; // to pay for the copies

    private final OneDnn oneDnn;
    private final Bf16Rounding rounding; // null: single precision
    private final boolean bf16;
    private final OneDnnSpec product = new OneDnnSpec();
    private final Address weightStrip = new Address();
    private final Address resultStrip = new Address();

    /** Multiplies in bfloat16 with {@code rounding}, in single precision if that is null. */
    Products(OneDnn oneDnn, Bf16Rounding rounding) {
        this.oneDnn = oneDnn;
        this.rounding = rounding;
        this.bf16 = rounding != null;
    }

    /** {@code y = x · weight}, plus {@code bias} unless that is null. */
    void forward(Tensor x, Tensor weight, Tensor bias, Tensor y) {
        int n = x.rows();
        int k = x.columns();
        int m = y.columns();
        if (isTiny(n, k, m)) {
            cblas_sgemm(
                    CblasRowMajor,
                    CblasNoTrans,
                    CblasNoTrans,
                    n,
                    m,
                    k,
                    1,
                    x.address(),
                    k,
                    weight.address(),
                    m,
                    0,
                    y.address(),
                    m);
            if (bias != null) {
                VectorRows.addBias(y, bias, y);
            }
        } else if (!bf16 && m > SHORT_ROW) {
            withLongRows(x, weight, y);
            if (bias != null) {
                VectorRows.addBias(y, bias, y);
            }
        } else {
            product.shape(n, k, m, false, false).with(bias == null ? After.NOTHING : After.BIAS, bf16);
            run(x, weight, bias, y);
        }
        finish(x, weight, bias, y);
    }

    /** {@code dx = dy · weightᵀ}. */
    void inputGradient(Tensor dy, Tensor weight, Tensor dx) {
        int n = dx.rows();
        int k = dx.columns();
        int m = dy.columns();
        if (isTiny(n, k, m)) {
            cblas_sgemm(
                    CblasRowMajor,
                    CblasNoTrans,
                    CblasTrans,
                    n,
                    k,
                    m,
                    1,
                    dy.address(),
                    m,
                    weight.address(),
                    m,
                    0,
                    dx.address(),
                    k);
        } else {
            product.shape(n, m, k, false, true).with(After.NOTHING, bf16);
            run(dy, weight, null, dx);
        }
        finish(dy, weight, null, dx);
    }

    /** {@code dw (+)= xᵀ · dy}. */
    void weightGradient(Tensor x, Tensor dy, Tensor dw, boolean accumulate) {
        int n = x.rows();
        int k = x.columns();
        int m = dy.columns();
        if (isTiny(n, k, m)) {
            cblas_sgemm(
                    CblasRowMajor,
                    CblasTrans,
                    CblasNoTrans,
                    k,
                    m,
                    n,
                    1,
                    x.address(),
                    k,
                    dy.address(),
                    m,
                    accumulate ? 1 : 0,
                    dw.address(),
                    m);
        } else if (!bf16) {
            oneDnn.gemm(x, true, dy, dw, accumulate);
        } else {
            product.shape(k, n, m, true, false).with(accumulate ? After.ADD : After.NOTHING, bf16);
            run(x, dy, null, dw);
        }
        finish(x, dy, null, dw);
    }

    private static boolean isTiny(int n, int k, int m) {
        return (long) n * k * m < TINY * TINY * TINY;
    }

    private void withLongRows(Tensor x, Tensor weight, Tensor y) {
        int rows = y.rows();
        int columns = y.columns();
        int covered = (columns + STRIP - 1) / STRIP * STRIP;
        if (rows < ENOUGH_ROWS || columns < STRIP || covered > columns + columns / 32) {
            oneDnn.gemm(x, false, weight, y, false);
            return;
        }
        product.shape(rows, x.columns(), STRIP, false, false)
                .with(After.NOTHING, false)
                .outOf(columns);
        for (int start = 0; start < columns; start += STRIP) {
            long offset = (long) Float.BYTES * Math.min(start, columns - STRIP);
            // The sizes are those of whole rows, as oneDNN counts them: a strip ends where its last row does.
            oneDnn.primitive(product)
                    .source(x.address(), bytes(x))
                    .weights(weightStrip.behind(weight.address(), offset), bytes(weight))
                    .destination(resultStrip.behind(y.address(), offset), bytes(y))
                    .execute();
        }
    }

    private void run(Tensor source, Tensor weights, Tensor bias, Tensor result) {
        Address from = bf16 ? rounding.current(source) : source.address();
        Address by = bf16 ? rounding.current(weights) : weights.address();
        OneDnnPrimitive primitive = oneDnn.primitive(product);
        int width = bf16 ? Short.BYTES : Float.BYTES;
        primitive.source(from, (long) width * source.size());
        primitive.weights(by, (long) width * weights.size());
        primitive.destination(result.address(), bytes(result));
        if (bias != null) {
            primitive.bias(bias.address(), bytes(bias));
        }
        primitive.execute();
    }

    private static long bytes(Tensor x) {
        return (long) Float.BYTES * x.size();
    }

    /** Marks the result, and keeps the memory of the operands from being collected while native code works on it. */
    private static void finish(Tensor a, Tensor b, Tensor c, Tensor result) {
        Reference.reachabilityFence(a);
        Reference.reachabilityFence(b);
        Reference.reachabilityFence(c);
        result.touch();
    }
}
