package org.sparksg.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sparksg.nn.Arithmetic;
import org.sparksg.tensor.Kernels;

/** Every optimizer reaches the optimum of two functions. */
class OptimumTest {

    private enum Problem {
        /** {@code (x-3)² + 10·(y+1)²}. */
        PARABOLA(3, -1) {
            @Override
            double[] gradient(double x, double y) {
                return new double[] {2 * (x - 3), 20 * (y + 1)};
            }
        },
        /** {@code (1-x)² + 100·(y-x²)²}: a bent valley (Rosenbrock 1960). */
        ROSENBROCK(1, 1) {
            @Override
            double[] gradient(double x, double y) {
                return new double[] {-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)};
            }
        };

        private final double x;
        private final double y;

        Problem(double x, double y) {
            this.x = x;
            this.y = y;
        }

        abstract double[] gradient(double x, double y);
    }

    private record Attempt(Optimizer optimizer, Problem problem, double rate, int steps) {}

    static Stream<Arguments> combinations() {
        return Stream.of(
                        new Attempt(Sgd.of(), Problem.PARABOLA, 0.05, 300),
                        new Attempt(Sgd.of(), Problem.ROSENBROCK, 1e-3, 30_000),
                        new Attempt(new Sgd(0.9, false), Problem.PARABOLA, 0.01, 600),
                        new Attempt(new Sgd(0.9, false), Problem.ROSENBROCK, 3e-4, 20_000),
                        new Attempt(new Sgd(0.9, true), Problem.PARABOLA, 0.01, 600),
                        new Attempt(new Sgd(0.9, true), Problem.ROSENBROCK, 3e-4, 20_000),
                        new Attempt(new Nadam(0.9, 0.999, 1e-8, 0.004), Problem.PARABOLA, 0.05, 2_000),
                        new Attempt(new Nadam(0.9, 0.999, 1e-8, 0.004), Problem.ROSENBROCK, 0.001, 40_000),
                        new Attempt(Adam.of(), Problem.PARABOLA, 0.05, 2_000),
                        new Attempt(Adam.of(), Problem.ROSENBROCK, 0.02, 10_000))
                .flatMap(attempt -> Stream.of(Arithmetic.values()).map(a -> Arguments.of(attempt, a)));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("combinations")
    void optimizerReachesTheOptimum(Attempt attempt, Arithmetic arithmetic) {
        try (Kernels kernels = arithmetic.open()) {
            OptimizerSettings settings = OptimizerSettings.of(attempt.optimizer(), attempt.rate());
            Parameters parameters = new Parameters(settings, kernels, -1.2, 1);
            for (int i = 0; i < attempt.steps(); i++) {
                parameters.step(1, attempt.problem().gradient(parameters.get(0), parameters.get(1)));
            }
            assertEquals(attempt.problem().x, parameters.get(0), 1e-3);
            assertEquals(attempt.problem().y, parameters.get(1), 1e-3);
        }
    }
}
