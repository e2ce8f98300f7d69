package org.sparksg.config;

import java.util.Objects;

/**
 * One key of a section: what is read, printed and documented.
 *
 * @param name within its section, in kebab case
 * @param initial the default; null if the key must be given, or may be absent
 * @param required whether it must be given
 * @param sentence what it is, for the reference
 * @param hint a usual value, said when the given one breaks a rule; may be empty
 * @param otherwise what holds when a key without default is absent; may be empty
 */
record Key<T>(String name, Type<T> type, T initial, boolean required, String sentence, String hint, String otherwise) {

    /** Returns a key with a default. */
    static <T> Key<T> of(String name, Type<T> type, T initial, String sentence) {
        return new Key<>(name, type, Objects.requireNonNull(initial), false, sentence, "", "");
    }

    /** Returns a key that must be given. */
    static <T> Key<T> required(String name, Type<T> type, String sentence) {
        return new Key<>(name, type, null, true, sentence, "", "");
    }

    /** Returns a key that may be absent: it is read as null then. */
    static <T> Key<T> optional(String name, Type<T> type, String sentence, String otherwise) {
        return new Key<>(name, type, null, false, sentence, "", otherwise);
    }

    /** Returns this key with another default, which depends on other keys. */
    Key<T> or(T other) {
        return new Key<>(name, type, other, false, sentence, hint, otherwise);
    }

    /** Returns this key with a hint. */
    Key<T> hint(String text) {
        return new Key<>(name, type, initial, required, sentence, text, otherwise);
    }

    /** Returns the default as it is written in a conf file, or in words. */
    String initialText() {
        if (required) {
            return "required";
        }
        return initial == null || !otherwise.isEmpty()
                ? otherwise
                : Printed.inline(type.plain().apply(initial));
    }
}
