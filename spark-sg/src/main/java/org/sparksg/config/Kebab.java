package org.sparksg.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The way constants are written in conf files: {@code fill-drain} for {@code FILL_DRAIN}. */
final class Kebab {
    private Kebab() {}

    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static List<String> of(Class<? extends Enum<?>> type) {
        return Arrays.stream(type.getEnumConstants()).map(Kebab::of).toList();
    }
}
