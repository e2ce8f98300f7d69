package org.sparksg.config;

import com.typesafe.config.ConfigValue;
import org.sparksg.credit.Delayed;
import org.sparksg.settings.BadSetting;

/** Reads {@code delay}: batches for each boundary, or {@code one} in all. */
final class DelayType {
    private static final String ONE = "one";
    static final Delayed INITIAL = new Delayed(1, false);

    static final Type<Delayed> TYPE = new Type<>("a whole number | one", INITIAL, DelayType::parse, DelayType::plain);

    private DelayType() {}

    private static Delayed parse(ConfigValue value) {
        if (ONE.equals(value.unwrapped())) {
            return new Delayed(1, false, false, false);
        }
        try {
            return new Delayed(Type.INTEGER.parse().apply(value), false);
        } catch (BadSetting e) {
            throw new Type.Unfit(e.rule());
        }
    }

    private static Object plain(Delayed delay) {
        return delay.perBoundary() ? delay.delay() : ONE;
    }
}
