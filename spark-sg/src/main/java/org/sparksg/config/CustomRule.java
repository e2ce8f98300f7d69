package org.sparksg.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.Map;
import org.sparksg.credit.Rule;
import org.sparksg.settings.BadSetting;

/** A rule of learning that somebody else wrote, by the name of its class. */
final class CustomRule {
    private static final String KEY = "rule";

    private CustomRule() {}

    /** Returns whether a name is that of a class and not that of a rule of ours. */
    static boolean isClassName(String name) {
        return name.matches("[\\p{Alpha}_$][\\w$]*(\\.[\\p{Alpha}_$][\\w$]*)+");
    }

    /**
     * Makes the rule: with a public constructor that takes a {@code Map<String, String>}, or else with one that takes nothing.
     *
     * @param options for the constructor
     * @throws BadSetting saying why there is no such rule
     */
    static Rule of(String name, Map<String, String> options) {
        Class<?> type = load(name);
        if (!Rule.class.isAssignableFrom(type)) {
            throw new BadSetting(KEY, name, "is no rule of learning", "let it implement " + Rule.class.getName());
        }
        try {
            return stated(name, (Rule) make(name, type, options));
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof BadSetting bad) {
                throw bad.within("options");
            }
            throw new BadSetting(KEY, name, "its constructor fails with " + e.getCause());
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new BadSetting(KEY, name, "cannot be made: " + e, "give it a public constructor in a public class");
        }
    }

    /** Exchanges check themselves, by names that are no keys. */
    private static Rule stated(String name, Rule rule) {
        try {
            if (rule.exchanges().isEmpty()) {
                throw new BadSetting(KEY, name, "states no exchange");
            }
            return rule;
        } catch (BadSetting e) {
            throw e.component().equals(KEY)
                    ? e
                    : new BadSetting(KEY, name, "states what does not go together: " + e.getMessage());
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, true, Thread.currentThread().getContextClassLoader());
        } catch (ClassNotFoundException e) {
            throw new BadSetting(KEY, name, "there is no such class", "name the jar that has it with --jars");
        } catch (LinkageError e) {
            throw new BadSetting(KEY, name, "cannot be loaded: " + e, "build it against this version of spark-sg");
        }
    }

    private static Object make(String name, Class<?> type, Map<String, String> options)
            throws ReflectiveOperationException {
        for (Constructor<?> constructor : type.getConstructors()) {
            if (constructor.getParameterCount() == 1 && constructor.getParameterTypes()[0] == Map.class) {
                return constructor.newInstance(options);
            }
        }
        if (!options.isEmpty()) {
            throw new BadSetting(
                    "options",
                    options,
                    name + " takes none",
                    "give it a public constructor that takes a Map, or leave them out");
        }
        return type.getConstructor().newInstance();
    }
}
