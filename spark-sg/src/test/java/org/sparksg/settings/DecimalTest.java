package org.sparksg.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DecimalTest {

    /** The quick way for short numbers gives the same bits as Java's own reading, or none where that is not asked for. */
    @Test
    void numbersInAnArrayAreThoseOfTheirText() {
        SplittableRandom random = new SplittableRandom(1);
        List<String> texts = new ArrayList<>(List.of(
                "0",
                "-0",
                "+0.0",
                "-.5",
                "5.",
                ".",
                "-",
                "+",
                "",
                "1e3",
                "1E-3",
                "1e",
                "00012",
                "0.000000000000001",
                "123456789012345",
                "1234567890123456",
                "9007199254740993",
                "1.7976931348623157e308",
                "1..2",
                "1-2",
                " 1 ",
                "0x1p3",
                "1f",
                "NaN",
                "１",
                "0.1234567890123456789"));
        for (int i = 0; i < 20_000; i++) {
            int places = random.nextInt(18);
            long digits = random.nextLong(-1_000_000_000_000_000L, 1_000_000_000_000_000L) >> random.nextInt(50);
            texts.add(java.math.BigDecimal.valueOf(digits, places).toPlainString());
        }
        for (String text : texts) {
            char[] array = ("x" + text + "9").toCharArray();
            double number = Decimal.parse(array, 1, 1 + text.length());
            assertEquals(Double.doubleToLongBits(Decimal.parse(text)), Double.doubleToLongBits(number), text);
        }
    }

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
