package org.sparksg.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class BadSettingTest {
    @Test
    void messageTellsComponentValueRuleAndFix() {
        assertEquals(
                "stages = 5: the network has 4 layers: use at most 4 stages",
                new BadSetting("stages", 5, "the network has 4 layers", "use at most 4 stages").getMessage());
        assertEquals("head: is missing", new BadSetting("head", null, "is missing").getMessage());
    }

    @Test
    void partsStayApartWhenTheComponentGetsAnotherName() {
        BadSetting bad = new BadSetting("value", -1, "must be > 0", "take 0.001");
        BadSetting renamed = bad.as("learning-rate").within("optimizer");
        assertEquals("optimizer.learning-rate = -1: must be > 0: take 0.001", renamed.getMessage());
        assertEquals("optimizer.learning-rate", renamed.component());
        assertEquals("must be > 0", renamed.rule());
        assertEquals("take 0.001", renamed.fix());
        assertSame(bad, renamed.getCause().getCause());
    }

    @Test
    void numbersThatAreNoneAreRefused() {
        assertThrows(BadSetting.class, () -> Require.positive("rate", Double.NaN));
        assertThrows(BadSetting.class, () -> Require.notNegative("rate", Double.POSITIVE_INFINITY));
        assertThrows(BadSetting.class, () -> Require.share("rate", Double.NaN));
        assertThrows(BadSetting.class, () -> Require.text("path", " ", "name a file"));
    }
}
