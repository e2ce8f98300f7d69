package org.sparksg.credit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sparksg.nn.Proximal;
import org.sparksg.optim.Adam;
import org.sparksg.optim.Clipping;
import org.sparksg.optim.LearningRate;
import org.sparksg.optim.OptimizerSettings;
import org.sparksg.tensor.Element;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.PortableKernels;

/**
 * Measures how well predictions of the future's gradient point after 1, 2, 5 and 10 epochs of 100 sequences, three seeds, with the settings
 * of Pemberton and Costa's toy: {@code mvn -pl spark-sg surefire:test@default-test -Dtest=TracesAlignment}. Takes minutes.
 */
class TracesAlignment {
    private static final int UNITS = 30;
    private static final int STEPS = 10;
    private static final int SEEDS = 3;
    private static final List<Integer> SHOWN = List.of(1, 2, 5, 10);

    @Test
    void cosines() {
        double before = 0;
        for (double lambda : new double[] {0, 0.5, 1}) {
            double[] means = new double[SHOWN.size()];
            for (int seed = 1; seed <= SEEDS; seed++) {
                run(lambda, seed, means);
            }
            System.out.printf("lambda %.1f: %.2f %.2f %.2f %.2f%n", lambda, means[0], means[1], means[2], means[3]);
            assertTrue(means[3] > before, "the larger lambda, the better");
            before = means[3];
        }
    }

    private static void run(double lambda, long seed, double[] means) {
        OptimizerSettings adam = new OptimizerSettings(
                new Adam(0.9, 0.98, 1e-9),
                new LearningRate.Constant(1e-4),
                new Clipping.ByNorm(1),
                0,
                false,
                Proximal.NONE);
        try (Kernels kernels = new PortableKernels(Element.F64)) {
            LinearToy toy = new LinearToy(new EligibilityTraces(lambda, 1, 1, adam), UNITS, STEPS, 1, seed, kernels);
            for (int epoch = 1; epoch <= 10; epoch++) {
                for (int sequence = 0; sequence < 100; sequence++) {
                    toy.play();
                }
                if (SHOWN.contains(epoch)) {
                    means[SHOWN.indexOf(epoch)] += toy.alignment() / SEEDS;
                }
            }
        }
    }
}
