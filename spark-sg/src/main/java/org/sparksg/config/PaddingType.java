package org.sparksg.config;

import com.typesafe.config.ConfigValue;
import org.sparksg.nn.Padding;
import org.sparksg.settings.BadSetting;

/** Reads {@code padding}: {@code same}, or places on each side. */
final class PaddingType {
    private static final String SAME = Padding.SAME.toString();

    static final Type<Padding> TYPE =
            new Type<>("same | a whole number", Padding.SAME, PaddingType::parse, PaddingType::plain);

    private PaddingType() {}

    private static Padding parse(ConfigValue value) {
        if (SAME.equals(value.unwrapped())) {
            return Padding.SAME;
        }
        try {
            return Padding.of(Type.INTEGER.parse().apply(value));
        } catch (BadSetting e) {
            throw new Type.Unfit(e.rule());
        }
    }

    private static Object plain(Padding padding) {
        return padding.equals(Padding.SAME) ? SAME : padding.places();
    }
}
