package org.sparksg.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The way names are written in conf files: {@code learning-rate} for {@code learningRate} and {@code LEARNING_RATE}. */
final class Kebab {
    private Kebab() {}

    static String of(String component) {
        return component.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }

    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static List<String> of(Class<? extends Enum<?>> type) {
        return Arrays.stream(type.getEnumConstants()).map(Kebab::of).toList();
    }
}
