package org.sparksg.tensor;

import static org.bytedeco.openblas.global.openblas_nolapack.*;

import java.lang.ref.Reference;
import org.bytedeco.javacpp.DoublePointer;

/** {@code y (+)= a · b} by OpenBLAS, in single or double precision. */
final class BlasCall implements Step {
    private final Runnable enter;
    private final Factors product;
    private final Tensor a;
    private final Tensor b;
    private final Tensor y;
    private final int first;
    private final int second;
    private final double kept; // of what the result holds
    private final boolean wide;
    private final DoublePointer wideA; // the same addresses, for double precision
    private final DoublePointer wideB;
    private final DoublePointer wideY;

    /** {@code enter}: lets the current thread compute. */
    BlasCall(Runnable enter, Factors product, Tensor a, Tensor b, Tensor y, boolean add) {
        this.enter = enter;
        this.product = product;
        this.a = a;
        this.b = b;
        this.y = y;
        this.first = product.firstTransposed() ? CblasTrans : CblasNoTrans;
        this.second = product.secondTransposed() ? CblasTrans : CblasNoTrans;
        this.kept = add ? 1 : 0;
        this.wide = y.type() == Element.F64;
        this.wideA = new DoublePointer(a.address());
        this.wideB = new DoublePointer(b.address());
        this.wideY = new DoublePointer(y.address());
    }

    @Override
    public void run() {
        enter.run();
        int rows = product.rows();
        int columns = product.columns();
        int inner = product.inner();
        int rowA = product.firstRow();
        int rowB = product.secondRow();
        if (wide) {
            cblas_dgemm(
                    CblasRowMajor,
                    first,
                    second,
                    rows,
                    columns,
                    inner,
                    1,
                    wideA,
                    rowA,
                    wideB,
                    rowB,
                    kept,
                    wideY,
                    columns);
        } else {
            cblas_sgemm(
                    CblasRowMajor,
                    first,
                    second,
                    rows,
                    columns,
                    inner,
                    1,
                    a.address(),
                    rowA,
                    b.address(),
                    rowB,
                    (float) kept,
                    y.address(),
                    columns);
        }
        y.touch();
        Reference.reachabilityFence(this);
    }
}
