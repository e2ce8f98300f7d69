package org.sparksg.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * The kinds of values in a list, each with settings of its own: {@code relu}, {@code {dense = 256, bias = false}}, or {@code {dense = {units
 * = 256, bias = false}}}. One line here declares a kind.
 */
final class Kinds<T> {
    private final String noun;
    private final Map<String, Kind<T>> kinds = new LinkedHashMap<>();

    /**
     * One kind.
     *
     * @param main the key that a single value stands for; null if there is none
     */
    record Kind<T>(Key<?> main, Function<Section, T> reader) {}

    /** Creates one without kinds. {@code noun}: what the values are, for messages. */
    Kinds(String noun) {
        this.noun = noun;
    }

    /** Adds a kind that takes no single value. */
    Kinds<T> with(String name, Function<Section, T> reader) {
        return with(name, null, reader);
    }

    /** Adds a kind. */
    Kinds<T> with(String name, Key<?> main, Function<Section, T> reader) {
        kinds.put(name, new Kind<>(main, reader));
        return this;
    }

    String noun() {
        return noun;
    }

    Map<String, Kind<T>> kinds() {
        return kinds;
    }
}
