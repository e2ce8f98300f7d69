package org.sparksg.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SettingsTest {

    static Stream<Arguments> mistakes() {
        return Stream.of(
                mistake("units = 0: must be >= 1", () -> Dense.of(0)),
                mistake("initializer: is missing", () -> new Dense(1, null, true)),
                mistake("momentum = 0.0: must be > 0 and <= 1", () -> new BatchNorm(0, 1e-5)),
                mistake("momentum = 1.5: must be > 0 and <= 1", () -> new BatchNorm(1.5, 1e-5)),
                mistake("epsilon = 0.0: must be > 0", () -> new BatchNorm(0.1, 0)),
                mistake("rate = 1.0: must be >= 0 and < 1", () -> new Dropout(1)),
                mistake("rate = NaN: must be >= 0 and < 1", () -> new Dropout(Double.NaN)),
                mistake("deviation = -1.0: must be > 0", () -> new Initializer.Normal(-1)),
                mistake("limit = Infinity: must be > 0", () -> new Initializer.Uniform(Double.POSITIVE_INFINITY)),
                mistake("number = NaN: must be finite", () -> new Initializer.Constant(Double.NaN)));
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
