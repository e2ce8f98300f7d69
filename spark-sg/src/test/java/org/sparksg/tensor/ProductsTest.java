package org.sparksg.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sparksg.nn.Draws;

/** Whoever multiplies, it is the product: which of them a machine takes is decided elsewhere. */
class ProductsTest {
    private static final List<int[]> SHAPES = List.of(
            new int[] {128, 70, 512}, new int[] {131, 33, 1000}, new int[] {67, 257, 90}, new int[] {1, 300, 40});

    @ParameterizedTest
    @EnumSource(ProductWay.class)
    void everyWayGivesTheProduct(ProductWay way) {
        assumeTrue(Backend.obstacle().isEmpty(), () -> Backend.obstacle().orElseThrow());
        int done = 0;
        try (CpuKernels kernels = new CpuKernels(Precision.F32, false)) {
            for (int[] shape : SHAPES) {
                for (int transposed = 0; transposed < 3; transposed++) {
                    for (boolean add : new boolean[] {false, true}) {
                        done += check(kernels, way, shape, transposed == 1, transposed == 2, add) ? 1 : 0;
                    }
                }
            }
        }
        assertEquals(way == ProductWay.STRIPS ? 2 : 16, done);
    }

    /** Returns whether it can do that one. */
    private static boolean check(
            CpuKernels kernels, ProductWay way, int[] shape, boolean aTransposed, boolean bTransposed, boolean add) {
        int n = shape[0];
        int k = shape[1];
        int m = shape[2];
        Tensor a = Draws.normal(kernels, aTransposed ? Shape.of(k, n) : Shape.of(n, k), 1);
        Tensor b = Draws.normal(kernels, bTransposed ? Shape.of(m, k) : Shape.of(k, m), 2);
        Tensor y = Draws.normal(kernels, Shape.of(n, m), 3);
        Factors product = new Factors(a, aTransposed, b, bTransposed);
        boolean adds = add && aTransposed; // gradients of weights alone are added
        if (add && !adds || !ProductWay.all(product).contains(way)) {
            return false;
        }
        double[] before = y.toArray();
        kernels.products().step(way, product, a, b, null, y, adds).run();
        for (int row = 0; row < n; row += 13) {
            for (int column = 0; column < m; column += 7) {
                double sum = adds ? before[row * m + column] : 0;
                for (int i = 0; i < k; i++) {
                    double left = a.get(aTransposed ? i * n + row : row * k + i);
                    sum += left * b.get(bTransposed ? column * k + i : i * m + column);
                }
                assertEquals(sum, y.get(row * m + column), 1e-4, way + " of " + product + " at " + row + ", " + column);
            }
        }
        return true;
    }
}
