package org.sparksg.config;

import com.typesafe.config.ConfigException.WrongType;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.sparksg.settings.Decimal;
import org.sparksg.settings.Suggestion;

/**
 * What the value of a key is read as.
 *
 * @param label what such a value is, for messages and the reference: {@code a whole number}
 * @param placeholder stands for a value that could not be read, so that the rest of the section can be
 * @param parse reads a value, or throws {@link Unfit}
 * @param plain the value as plain HOCON data: what is printed for a default
 */
record Type<T>(String label, T placeholder, Function<ConfigValue, T> parse, Function<T, Object> plain) {

    static final Type<String> TEXT = new Type<>("text", "", Type::scalar, value -> value);
    static final Type<Integer> INTEGER =
            new Type<>("a whole number", 0, v -> Math.toIntExact(whole(v, Integer.MAX_VALUE)), v -> v);
    static final Type<Long> LONG = new Type<>("a whole number", 0L, v -> whole(v, Long.MAX_VALUE), v -> v);
    static final Type<Double> NUMBER = new Type<>("a number", 0.0, Type::number, Type::short_);
    static final Type<Boolean> FLAG = new Type<>("true or false", false, Type::flag, v -> v);
    static final Type<Duration> DURATION =
            new Type<>("a duration such as 20ms, 30s or 5m", Duration.ZERO, Type::duration, Type::duration);
    static final Type<Character> CHARACTER = new Type<>("one character, or tab", ',', Type::character, Type::character);
    static final Type<List<String>> TEXTS = TEXT.list("a list of texts");
    static final Type<List<Double>> NUMBERS = NUMBER.list("a list of numbers");
    static final Type<List<Integer>> INTEGERS = INTEGER.list("a list of whole numbers");
    static final Type<Map<String, String>> TEXT_BY_NAME =
            new Type<>("a section of texts", Map.of(), Type::texts, texts -> texts);
    static final Type<List<Long>> LONGS = LONG.list("a list of whole numbers");

    /** A value that does not fit; the message says why if the type's label does not. */
    static final class Unfit extends RuntimeException {
        private static final long serialVersionUID = 1;

        Unfit(String rule) {
            super(rule);
        }
    }

    /** One of an enum's constants, by its name in kebab case. */
    static <E extends Enum<E>> Type<E> choice(Class<E> type) {
        List<String> names = Kebab.of(type);
        E[] constants = type.getEnumConstants();
        return new Type<>(String.join(" | ", names), constants[0], v -> constants[index(names, scalar(v))], Kebab::of);
    }

    /** One of these words. */
    static Type<String> oneOf(List<String> words) {
        return new Type<>(String.join(" | ", words), words.get(0), v -> words.get(index(words, scalar(v))), v -> v);
    }

    /** One of these words, or another text that passes a test. {@code other}: what such a text is. */
    static Type<String> oneOf(String other, Predicate<String> test, List<String> words) {
        return new Type<>(
                String.join(" | ", words) + " | " + other,
                words.get(0),
                v -> test.test(scalar(v)) ? scalar(v) : words.get(index(words, scalar(v))),
                v -> v);
    }

    /** A list of such values. */
    Type<List<T>> list(String label) {
        return new Type<>(
                label,
                List.of(),
                value -> {
                    if (!(value instanceof com.typesafe.config.ConfigList values)) {
                        throw new Unfit("must be " + label);
                    }
                    List<T> items = new ArrayList<>();
                    values.forEach(item -> items.add(parse.apply(item)));
                    return items;
                },
                items -> items.stream().map(plain).toList());
    }

    /** A list of such values, or a single one. */
    Type<List<T>> oneOrMore() {
        Type<List<T>> list = list("a list of " + label);
        return new Type<>(
                label + ", or a list",
                List.of(),
                value -> value instanceof com.typesafe.config.ConfigList
                        ? list.parse.apply(value)
                        : List.of(parse.apply(value)),
                items -> items.size() == 1 ? plain.apply(items.get(0)) : list.plain.apply(items));
    }

    private static Map<String, String> texts(ConfigValue value) {
        if (!(value instanceof ConfigObject section)) {
            throw new Unfit("must be a section: { name = value }");
        }
        Map<String, String> texts = new TreeMap<>();
        section.toConfig()
                .entrySet()
                .forEach(entry ->
                        texts.put(String.join(".", ConfigUtil.splitPath(entry.getKey())), scalar(entry.getValue())));
        return Collections.unmodifiableMap(texts);
    }

    static String scalar(ConfigValue value) {
        return switch (value.valueType()) {
            case STRING, NUMBER, BOOLEAN -> value.unwrapped().toString();
            case LIST, OBJECT, NULL -> throw new Unfit("must be a single value");
        };
    }

    private static int index(List<String> names, String word) {
        if (!names.contains(word)) {
            throw new Unfit("unknown; " + Suggestion.oneOf(word, names));
        }
        return names.indexOf(word);
    }

    private static long whole(ConfigValue value, long largest) {
        String text = scalar(value).strip();
        double number = Decimal.parse(text);
        if (Double.isNaN(number)) {
            throw new Unfit("must be a whole number");
        }
        if (number != Math.rint(number) || Math.abs(number) > largest) {
            throw new Unfit("must be a whole number of at most " + largest);
        }
        try { // in digits, it may be one that a double does not hold
            return Decimal.isWhole(text) ? Long.parseLong(text) : (long) number;
        } catch (NumberFormatException e) {
            throw new Unfit("must be a whole number of at most " + largest);
        }
    }

    private static double number(ConfigValue value) {
        double number = Decimal.parse(scalar(value));
        if (Double.isNaN(number)) {
            throw new Unfit("must be a number in decimal digits, such as 0.1 or 1e-3");
        }
        return number;
    }

    private static Object short_(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e6 ? (Object) (long) value : (Object) value;
    }

    private static boolean flag(ConfigValue value) {
        return switch (scalar(value)) {
            case "true", "yes", "on" -> true;
            case "false", "no", "off" -> false;
            default -> throw new Unfit("must be true or false");
        };
    }

    private static Duration duration(ConfigValue value) {
        try {
            return value.atKey("value").getDuration("value");
        } catch (WrongType | com.typesafe.config.ConfigException.BadValue e) {
            throw new Unfit("must be a duration such as 20ms, 30s or 5m");
        }
    }

    private static String duration(Duration value) {
        return value.toMillis() % 1000 == 0 ? value.toSeconds() + "s" : value.toMillis() + "ms";
    }

    private static char character(ConfigValue value) {
        String text = scalar(value);
        if (text.equals("tab")) {
            return '\t';
        }
        if (text.length() != 1) {
            throw new Unfit("must be one character, or tab");
        }
        return text.charAt(0);
    }

    private static String character(char value) {
        return value == '\t' ? "tab" : String.valueOf(value);
    }
}
