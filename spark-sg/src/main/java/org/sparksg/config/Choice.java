package org.sparksg.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Several forms of one thing, by name, each with the keys that it needs: what {@code format = csv} chooses from. One line here
 * declares a form.
 */
final class Choice<T> {
    private final String name;
    private final String initial;
    private final String sentence;
    private final Map<String, Function<Section, T>> forms = new LinkedHashMap<>();

    /**
     * Creates one without forms.
     *
     * @param name of the key that chooses
     * @param initial the form if the key is left out; null if it must be given
     * @param sentence what is chosen, for the reference
     */
    Choice(String name, String initial, String sentence) {
        this.name = name;
        this.initial = initial;
        this.sentence = sentence;
    }

    /** Adds a form. {@code reader} reads its keys. */
    Choice<T> with(String form, Function<Section, T> reader) {
        forms.put(form, reader);
        return this;
    }

    /** Returns the key that chooses. */
    Key<String> key() {
        Type<String> type = Type.oneOf(names());
        return initial == null ? Key.required(name, type, sentence) : Key.of(name, type, initial, sentence);
    }

    /**
     * Returns the key where it chooses one or more forms, or something else.
     *
     * @param other what else
     * @param isOther whether a word is that
     */
    Key<List<String>> keyOfSeveral(String other, Predicate<String> isOther) {
        return Key.of(name, Type.oneOf(other, isOther, names()).oneOrMore(), List.of(initial), sentence);
    }

    List<String> names() {
        return List.copyOf(forms.keySet());
    }

    Map<String, Function<Section, T>> forms() {
        return forms;
    }
}
