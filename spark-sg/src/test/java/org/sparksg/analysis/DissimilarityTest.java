package org.sparksg.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.sparksg.nn.Draws;
import org.sparksg.tensor.Backend;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Precision;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

class DissimilarityTest {
    private final Kernels kernels = Backend.AUTO.open(Precision.F32);

    private Dissimilarity of(int rows, int columns, double... values) {
        return Dissimilarity.of(kernels.zeros(Shape.of(rows, columns)).set(values), kernels);
    }

    /** Pearson's correlation as textbooks have it, by sums of raw products. */
    private static double pearson(double[] a, double[] b) {
        int n = a.length;
        double sumA = 0;
        double sumB = 0;
        double ab = 0;
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < n; i++) {
            sumA += a[i];
            sumB += b[i];
            ab += a[i] * b[i];
            aa += a[i] * a[i];
            bb += b[i] * b[i];
        }
        return (n * ab - sumA * sumB) / Math.sqrt((n * aa - sumA * sumA) * (n * bb - sumB * sumB));
    }

    private static double[] row(Tensor x, int row) {
        return x.view(row * x.columns(), Shape.of(1, x.columns())).toArray();
    }

    @Test
    void entriesAreOneMinusPearsonsCorrelation() {
        Tensor x = Draws.normal(kernels, Shape.of(12, 30), 3);
        Dissimilarity matrix = Dissimilarity.of(x, kernels);
        for (int i = 0; i < 12; i++) {
            for (int j = 0; j < 12; j++) {
                assertEquals(1 - pearson(row(x, i), row(x, j)), matrix.get(i, j), 1e-5);
            }
        }
    }

    @Test
    void scaleAndOffsetOfAnExampleDoNotMatterButItsSignDoes() {
        Dissimilarity matrix = of(3, 3, 1, 2, 4, 12, 14, 18, -1, -2, -4);
        assertEquals(0, matrix.get(0, 1), 1e-6);
        assertEquals(2, matrix.get(0, 2), 1e-6);
    }

    @Test
    void deadExampleIsAsFarFromAllAsFromItself() {
        Dissimilarity matrix = of(2, 3, 0, 0, 0, 1, 2, 4);
        assertEquals(1, matrix.get(0, 0));
        assertEquals(1, matrix.get(0, 1));
    }

    @Test
    void correlationOfMatricesIsThatOfTheirPairs() {
        Dissimilarity a = Dissimilarity.of(Draws.normal(kernels, Shape.of(20, 5), 1), kernels);
        Dissimilarity b = Dissimilarity.of(Draws.normal(kernels, Shape.of(20, 8), 2), kernels);
        double[] pairsA = new double[190];
        double[] pairsB = new double[190];
        int next = 0;
        for (int i = 0; i < 20; i++) {
            for (int j = i + 1; j < 20; j++) {
                pairsA[next] = a.get(i, j);
                pairsB[next] = b.get(i, j);
                assertEquals(pairsA[next], a.pairs()[next]);
                next++;
            }
        }
        assertEquals(next, a.pairs().length);
        assertEquals(pearson(pairsA, pairsB), a.correlation(b), 1e-9);
        assertEquals(1, a.correlation(a), 1e-12);
        assertTrue(Math.abs(a.correlation(b)) < 0.5, "of independent layers");
    }

    @Test
    void matricesOfDifferentExamplesAreNotCompared() {
        Dissimilarity two = of(2, 3, 1, 2, 4, 3, 1, 2);
        Dissimilarity one = of(1, 3, 1, 2, 4);
        assertThrows(IllegalArgumentException.class, () -> two.correlation(one));
    }
}
