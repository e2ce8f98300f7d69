package org.sparksg.tensor;

import static org.bytedeco.dnnl.global.dnnl.*;
import static org.bytedeco.openblas.global.openblas_nolapack.*;

import java.lang.ref.Reference;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Matrix products, each done by the {@link ProductWay} for its shape. In bfloat16 there is one way, but for tiny ones, which stay in single
 * precision.
 */
final class Products {
    private static final Logger LOG = LoggerFactory.getLogger(Products.class);
    private static final int TRIALS = 3;
    private static final int TRIAL_BATCH = 128;
    private static final int HOPELESS = 2; // times as long as the best so far

    private final OneDnn oneDnn;
    private final boolean bf16;
    private final boolean avx512 = OneDnn.isa().startsWith("avx512");
    private final Map<Factors, ProductWay> measured; // null: by the table

    /**
     * Multiplies in bfloat16, or else in single precision.
     *
     * @param measure whether the fastest way for each shape is measured when the first product of that shape is bound, in the place of
     *     what a table says: other times may find another one, with other last bits
     */
    Products(OneDnn oneDnn, boolean bf16, boolean measure) {
        this.oneDnn = oneDnn;
        this.bf16 = bf16;
        this.measured = measure ? new HashMap<>() : null;
    }

    /** {@code y = x · weight}. */
    Step forward(Tensor x, Tensor weight, Tensor y) {
        return multiply(new Factors(x, false, weight, false), x, weight, null, y, false);
    }

    /** {@code y = x · weight + bias}. */
    Step dense(Tensor x, Tensor weight, Tensor bias, Tensor y) {
        Factors product = new Factors(x, false, weight, false);
        if (way(product) == ProductWay.PRIMITIVE) {
            return multiply(product, x, weight, bias, y, false);
        }
        Step multiply = multiply(product, x, weight, null, y, false);
        return () -> {
            multiply.run();
            VectorRows.addBias(y, bias, y);
        };
    }

    /** {@code dx = dy · weightᵀ}. */
    Step inputGradient(Tensor dy, Tensor weight, Tensor dx) {
        return multiply(new Factors(dy, false, weight, true), dy, weight, null, dx, false);
    }

    /** {@code dw (+)= xᵀ · dy}. */
    Step weightGradient(Tensor x, Tensor dy, Tensor dw, boolean add) {
        return multiply(new Factors(x, true, dy, false), x, dy, null, dw, add);
    }

    private ProductWay way(Factors product) {
        if (product.isTiny()) {
            return ProductWay.BLAS;
        }
        if (bf16) {
            return ProductWay.PRIMITIVE;
        }
        return measured == null ? ProductWay.of(product, avx512) : fastestSoFar(product);
    }

    /** What was found out for a layer holds for batches of all sizes: the last, short one of an epoch brings no trial. */
    private ProductWay fastestSoFar(Factors product) {
        return measured.computeIfAbsent(product.ofBatch(TRIAL_BATCH), this::fastest);
    }

    private Step multiply(Factors product, Tensor a, Tensor b, Tensor bias, Tensor y, boolean add) {
        return step(way(product), product, a, b, bias, y, add);
    }

    /** Binds that way of a product. {@code bias}: for primitives alone; null if there is none. */
    Step step(ProductWay way, Factors product, Tensor a, Tensor b, Tensor bias, Tensor y, boolean add) {
        return switch (way) {
            case BLAS -> new BlasCall(oneDnn::enter, product, a, b, y, add);
            case GEMM -> gemm(product, a, b, y, add);
            case PRIMITIVE -> bf16 ? rounded(product, a, b, bias, y, add) : primitive(product, a, b, bias, y, add);
            case STRIPS -> strips(product, a, b, y);
        };
    }

    private Step gemm(Factors product, Tensor a, Tensor b, Tensor y, boolean add) {
        byte first = (byte) (product.firstTransposed() ? 'T' : 'N');
        byte second = (byte) (product.secondTransposed() ? 'T' : 'N');
        Address from = a.address();
        Address by = b.address();
        Address to = y.address();
        float kept = add ? 1 : 0;
        return () -> {
            oneDnn.enter();
            OneDnn.check(
                    "gemm",
                    dnnl_sgemm(
                            first,
                            second,
                            product.rows(),
                            product.columns(),
                            product.inner(),
                            1,
                            from,
                            product.firstRow(),
                            by,
                            product.secondRow(),
                            kept,
                            to,
                            product.columns()));
            finish(a, b, y);
        };
    }

    private Step primitive(Factors product, Tensor a, Tensor b, Tensor bias, Tensor y, boolean add) {
        OneDnnCall call = new OneDnnProduct(oneDnn, product, dnnl_f32).call(a, b, bias, y, add);
        return () -> {
            call.run();
            y.touch();
        };
    }

    private Step rounded(Factors product, Tensor a, Tensor b, Tensor bias, Tensor y, boolean add) {
        OneDnnCall call = new OneDnnProduct(oneDnn, product, dnnl_bf16).call(a, b, bias, y, add);
        return () -> {
            Bf16Rounding.renew(a);
            Bf16Rounding.renew(b);
            call.run();
            y.touch();
        };
    }

    private Step strips(Factors product, Tensor a, Tensor b, Tensor y) {
        int columns = product.columns();
        OneDnnCall[] strips = new OneDnnCall[(columns + ProductWay.STRIP - 1) / ProductWay.STRIP];
        for (int i = 0; i < strips.length; i++) {
            int first = Math.min(i * ProductWay.STRIP, columns - ProductWay.STRIP);
            strips[i] = new OneDnnProduct(oneDnn, product, dnnl_f32).strip(a, b, y, first, ProductWay.STRIP);
        }
        return () -> {
            for (OneDnnCall strip : strips) {
                strip.run();
            }
            y.touch();
        };
    }

    /** Marks the result, and keeps the memory of the operands from being collected while native code works on it. */
    private static void finish(Tensor a, Tensor b, Tensor result) {
        Reference.reachabilityFence(a);
        Reference.reachabilityFence(b);
        result.touch();
    }

    /** Has all ways do a product of that shape, on memory of its own, and returns the one whose best trial was the shortest. */
    private ProductWay fastest(Factors product) {
        Tensor a = ones(product.firstTransposed(), product.rows(), product.inner());
        Tensor b = ones(product.secondTransposed(), product.inner(), product.columns());
        Tensor y = ones(false, product.rows(), product.columns());
        ProductWay best = null;
        long least = Long.MAX_VALUE;
        StringBuilder trials = new StringBuilder();
        for (ProductWay way : ProductWay.all(product)) {
            Step step = step(way, product, a, b, null, y, false);
            step.run(); // the first time costs more
            long time = 0;
            long fastest = Long.MAX_VALUE;
            for (int trial = 0; trial < TRIALS && time / HOPELESS < least; trial++) {
                long start = System.nanoTime();
                step.run();
                time = System.nanoTime() - start;
                fastest = Math.min(fastest, time);
                if (time < least) {
                    least = time;
                    best = way;
                }
            }
            trials.append(String.format(Locale.ROOT, ", %s %.3f ms", way, fastest / 1e6));
        }
        LOG.info("product {}: {}{}", product, best, trials);
        return best;
    }

    private static Tensor ones(boolean transposed, int rows, int columns) {
        Tensor ones = Tensor.zeros(Element.F32, transposed ? Shape.of(columns, rows) : Shape.of(rows, columns));
        VectorElements.fill(ones, 1);
        return ones;
    }
}
