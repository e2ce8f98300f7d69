package org.sparksg.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sparksg.config.ConfigReference.Row;

/** Collects the rows of the reference, section by section. A key that several forms have gets one row with all their names. */
final class KeyTable {
    private final Map<String, Row> rows = new LinkedHashMap<>();

    void add(String path, String form, String type, String initial, String sentence) {
        rows.merge(path, new Row(path, form, type, initial, sentence, ""), KeyTable::joined);
    }

    /** Adds a section with the keys of another one. */
    void addAlike(String path, String other, String sentence) {
        rows.put(path, new Row(path, "", "a section", "", sentence + ", with the keys of `" + other + "`", other));
    }

    private static Row joined(Row known, Row again) {
        boolean same =
                again.form().isEmpty() || List.of(known.form().split(", ")).contains(again.form());
        String forms = same ? known.form() : known.form() + ", " + again.form();
        return new Row(known.path(), forms, known.type(), known.initial(), known.sentence(), "");
    }

    int size() {
        return rows.size();
    }

    List<Row> rows() {
        return new ArrayList<>(rows.values());
    }
}
