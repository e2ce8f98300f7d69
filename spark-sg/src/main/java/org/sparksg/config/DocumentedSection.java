package org.sparksg.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** A section of no file: writes down which keys a reader asks for, in every form and kind that there is. Makes no settings. */
final class DocumentedSection implements Section {
    private final KeyTable table;
    private final String path; // with a dot at its end, if it is not the root
    private final String form; // of the keys that are read now; empty for keys of all forms

    private DocumentedSection(KeyTable table, String path, String form) {
        this.table = table;
        this.path = path;
        this.form = form;
    }

    /** Returns the section that is a whole file. */
    static DocumentedSection root(KeyTable table) {
        return new DocumentedSection(table, "", "");
    }

    @Override
    public <T> T get(Key<T> key) {
        table.add(path + key.name(), form, key.type().label(), key.initialText(), key.sentence());
        return key.initial() == null && key.required() ? key.type().placeholder() : key.initial();
    }

    @Override
    public Section section(String name) {
        return new DocumentedSection(table, path + name + ".", form);
    }

    @Override
    public Section section(String name, String like, String sentence) {
        table.addAlike(path + name, like, sentence);
        return new DocumentedSection(new KeyTable(), "", "");
    }

    @Override
    public <T> Optional<T> optional(String name, String like, String sentence, Function<Section, T> reader) {
        table.addAlike(path + name, like, sentence);
        return Optional.empty();
    }

    @Override
    public <T> T choose(Choice<T> choice) {
        get(choice.key());
        all(choice);
        return null;
    }

    @Override
    public <T> Map<String, T> all(Choice<T> choice) {
        Map<String, T> all = new LinkedHashMap<>();
        choice.forms().forEach((name, reader) -> all.put(name, reader.apply(new DocumentedSection(table, path, name))));
        return all;
    }

    @Override
    public <T> List<T> list(Key<?> key, Kinds<T> kinds) {
        get(key);
        String entry = path + key.name() + "[]";
        List<String> plain = new ArrayList<>();
        kinds.kinds().forEach((name, kind) -> {
            int before = table.size();
            T nothing = kind.reader().apply(new DocumentedSection(table, entry + "." + name + ".", ""));
            if (nothing == null && table.size() == before) {
                plain.add(name);
            }
        });
        table.add(entry, "", String.join(" | ", plain), "", kinds.noun() + "s without settings");
        return List.of();
    }

    @Override
    public <T> List<T> nested(Key<?> key, String like, Supplier<Kinds<T>> kinds) {
        get(key);
        table.addAlike(path + key.name() + "[]", like + "[]", "each of them");
        return List.of();
    }

    @Override
    public <T> T either(Key<?> key, Supplier<T> value, Function<Section, T> section) {
        T nothing = value.get();
        return nothing == null ? section.apply(section(key.name())) : nothing;
    }

    @Override
    public void free(String name, String type, String sentence) {
        table.add(path + name + ".*", "", type, "", sentence);
    }

    @Override
    public void problem(Key<?> key, String rule) {
        throw new IllegalStateException(path + key.name() + ": " + rule + ": a key that was not given has no problem");
    }

    @Override
    public String everywhere(String file) {
        return file;
    }

    @Override
    public <T> T attempt(Supplier<T> reader) {
        return reader.get();
    }

    @Override
    public <T> T build(Supplier<T> settings) {
        return null;
    }

    @Override
    public <T> T part(Supplier<T> settings) {
        return null;
    }

    @Override
    public <T> T partFrom(Key<?> key, Supplier<T> settings) {
        return null;
    }
}
