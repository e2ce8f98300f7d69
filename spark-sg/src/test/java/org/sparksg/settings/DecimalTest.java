package org.sparksg.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DecimalTest {

    @Test
    void decimalNumbersAreReadAsJavaReadsThem() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 10_000; i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(value)) {
                assertEquals(value, Decimal.parse(" " + value + " "));
            }
        }
        for (String text : List.of("1", "-1.", "+.5", "1e5", "1.5E-3", "007")) {
            assertEquals(Double.parseDouble(text), Decimal.parse(text), text);
        }
    }

    @Test
    void otherTextsAreNoNumbers() {
        for (String text : List.of(
                "",
                " ",
                ".",
                "+",
                "e5",
                "1e",
                "1e+",
                "1 2",
                "1f",
                "1d",
                "0x1p3",
                "NaN",
                "Infinity",
                "1..2",
                "--1",
                "１")) {
            assertTrue(Double.isNaN(Decimal.parse(text)), text);
        }
    }

    @Test
    void wholeNumbersAreDigits() {
        assertTrue(Decimal.isWhole("12") && Decimal.isWhole("-12") && Decimal.isWhole("+1 "));
        assertFalse(Decimal.isWhole("1.") || Decimal.isWhole("1e3") || Decimal.isWhole("") || Decimal.isWhole("-"));
    }
}
