package org.sparksg.config;

import com.typesafe.config.ConfigUtil;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Plain data (maps, lists, texts, numbers) as HOCON, in the order of the maps. */
final class Printed {
    private Printed() {}

    /** A value of a printed map with a remark behind it. */
    record Noted(Object value, String note) {}

    static String document(Map<String, Object> section) {
        StringBuilder text = new StringBuilder();
        entries(text, section, "");
        return text.toString();
    }

    private static void entries(StringBuilder text, Map<String, Object> section, String indent) {
        section.forEach((name, entry) -> {
            String note = entry instanceof Noted noted && !noted.note().isEmpty() ? "  # " + noted.note() : "";
            Object value = entry instanceof Noted noted ? noted.value() : entry;
            text.append(indent).append(word(name));
            block(text.append(value instanceof Map ? " " : " = "), value, indent);
            text.append(note).append('\n');
        });
    }

    @SuppressWarnings("unchecked")
    private static void block(StringBuilder text, Object value, String indent) {
        if (value instanceof Map<?, ?> map && !map.isEmpty()) {
            text.append("{\n");
            entries(text, (Map<String, Object>) map, indent + "  ");
            text.append(indent).append('}');
        } else if (value instanceof List<?> list && list.stream().anyMatch(Map.class::isInstance)) {
            text.append("[\n");
            list.forEach(item ->
                    text.append(indent).append("  ").append(inline(item)).append('\n'));
            text.append(indent).append(']');
        } else {
            text.append(inline(value));
        }
    }

    static String inline(Object value) {
        if (value instanceof Noted noted) {
            return inline(noted.value());
        }
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> word(entry.getKey().toString()) + " = " + inline(entry.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        if (value instanceof List<?> list) {
            return list.stream().map(Printed::inline).collect(Collectors.joining(", ", "[", "]"));
        }
        return value instanceof String text ? word(text) : String.valueOf(value);
    }

    /** Returns a text, in quotes unless HOCON reads the bare word, or the bare duration, as the same. */
    private static String word(String text) {
        boolean bare = text.matches("[A-Za-z][A-Za-z0-9_-]*|[0-9]+(ms|s)")
                && !List.of("true", "false", "null", "include").contains(text);
        return bare ? text : ConfigUtil.quoteString(text);
    }
}
