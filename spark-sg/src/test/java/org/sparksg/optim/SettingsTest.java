package org.sparksg.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SettingsTest {

    static Stream<Arguments> mistakes() {
        LearningRate rate = new LearningRate.Constant(1);
        return Stream.of(
                mistake("value = 0.0: must be > 0", () -> new LearningRate.Constant(0)),
                mistake("value = NaN: must be > 0", () -> new LearningRate.Constant(Double.NaN)),
                mistake("factor = -1.0: must be > 0", () -> new LearningRate.Steps(1, -1, List.of())),
                mistake(
                        "boundaries = [20, 10]: must be > 0 and rising",
                        () -> new LearningRate.Steps(1, 0.1, List.of(20L, 10L))),
                mistake("factor = 1.1: must be > 0 and <= 1", () -> new LearningRate.Exponential(1, 1.1, 1)),
                mistake("period = 0: must be >= 1", () -> new LearningRate.Exponential(1, 0.5, 0)),
                mistake("floor = 2.0: must be >= 0 and <= initial, 1.0", () -> new LearningRate.Cosine(1, 2, 1)),
                mistake("steps = 0: must be >= 1", () -> new LearningRate.Cosine(1, 0, 0)),
                mistake("steps = -1: must be >= 1", () -> new LearningRate.Warmup(-1, rate)),
                mistake("then: is missing", () -> new LearningRate.Warmup(1, null)),
                mistake("norm = 0.0: must be > 0", () -> new Clipping.ByNorm(0)),
                mistake("value = -1.0: must be > 0", () -> new Clipping.ByValue(-1)),
                mistake("momentum = 1.0: must be >= 0 and < 1", () -> new Sgd(1, false)),
                mistake("nesterov = true: must be false if momentum is 0", () -> new Sgd(0, true)),
                mistake("beta1 = 1.0: must be >= 0 and < 1", () -> new Adam(1, 0.9, 1e-8)),
                mistake("beta2 = -0.1: must be >= 0 and < 1", () -> new Adam(0.9, -0.1, 1e-8)),
                mistake("epsilon = 0.0: must be > 0", () -> new Adam(0.9, 0.9, 0)),
                mistake(
                        "weight-decay = -1.0: must be >= 0",
                        () -> new OptimizerSettings(Sgd.of(), rate, new Clipping.None(), -1, false)),
                mistake("clipping: is missing", () -> new OptimizerSettings(Sgd.of(), rate, null, 0, false)));
    }

    private static Arguments mistake(String message, Executable executable) {
        return arguments(message, executable);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mistakes")
    void aBadValueIsRefusedWithTheRule(String message, Executable executable) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, executable).getMessage());
    }
}
