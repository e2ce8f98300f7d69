package org.sparksg.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.sparksg.settings.Redaction;
import org.sparksg.settings.Suggestion;

/** The text of a conf file and the overrides of the command line, as one HOCON object. */
final class ConfFile {
    private final String name;
    private final Config overrides;
    private final Place place;
    private final ConfText text;
    private final Config file;

    private ConfFile(String name, Place place, List<String> overrides, Function<ConfText, Config> reader) {
        this.name = name;
        this.place = place;
        this.text = new ConfText(place);
        this.overrides = assignments(overrides);
        this.file = checked(() -> reader.apply(text));
        if (!text.clashes().isEmpty()) {
            throw new ConfigException(text.clashes());
        }
    }

    /** Reads a file; overrides win. Substitutions may use environment variables. */
    static ConfFile read(Path file, List<String> overrides, Place place) {
        if (!place.has(file)) {
            throw new ConfigException(file + ": no such file" + neighbours(file));
        }
        return new ConfFile(file.toString(), place, overrides, text -> text.read(file));
    }

    /** Reads a text; paths stay as they are. {@code name}: stands for the file in messages. */
    static ConfFile parse(String name, String text, List<String> overrides) {
        return new ConfFile(name, data -> data, overrides, reader -> reader.parse(name, text));
    }

    /** Returns what notes the problems of its values. */
    Reading reading() {
        return new Reading(name, place);
    }

    /** Returns what has no effect in the file and those that it includes, a line for each. */
    List<String> losses() {
        return text.losses();
    }

    /** Returns all values, with substitutions made. */
    ConfigObject values() {
        return values(ConfigFactory.empty(), ConfigFactory.empty());
    }

    /**
     * Returns all values with others laid over them before substitutions are made: what refers to a key follows it.
     *
     * @param first wins over all
     * @param entries win over the file, but not over the command line
     */
    ConfigObject values(Config first, Config entries) {
        Config all = first.withFallback(overrides).withFallback(entries).withFallback(file);
        ConfigObject variables = ConfigValueFactory.fromMap(place.environment(), "environment");
        ConfigObject resolved = checked(() -> all.withFallback(variables).resolve(ConfigResolveOptions.noSystem()))
                .root();
        for (String variable : variables.keySet()) { // lent for the substitutions
            resolved = all.root().containsKey(variable) ? resolved : resolved.withoutKey(variable);
        }
        return resolved;
    }

    /**
     * Returns the keys of a section as the file has them, before substitutions are made and without the command line, so that
     * their origins are where they stand; nothing if the section comes by a substitution.
     */
    Map<String, ConfigValue> own(String... path) {
        try {
            ConfigValue value = file.root();
            for (String key : path) {
                value = value instanceof ConfigObject section ? section.get(key) : null;
            }
            return value instanceof ConfigObject section ? Map.copyOf(section) : Map.of();
        } catch (com.typesafe.config.ConfigException.NotResolved e) {
            return Map.of();
        }
    }

    private Config checked(Supplier<Config> config) {
        try {
            return config.get();
        } catch (com.typesafe.config.ConfigException e) {
            boolean override = e.origin() != null && e.origin().description().startsWith(Reading.OVERRIDE);
            String place =
                    override ? Reading.OVERRIDE : Reading.source(e.origin(), name, this.place) + line(e.origin());
            throw new ConfigException(place + ": " + text(e));
        }
    }

    /** Returns the name of a run whose file gives none. */
    static String defaultName(Path file) {
        return file.getFileName().toString().replaceFirst("\\.(conf|json|properties)$", "");
    }

    private static Config assignments(List<String> overrides) {
        Config merged = ConfigFactory.empty();
        for (String override : overrides) {
            merged = override(override).withFallback(merged);
        }
        return merged;
    }

    private static Config override(String assignment) {
        int equals = assignment.indexOf('=');
        String path = assignment.substring(0, Math.max(equals, 0)).strip();
        if (path.isEmpty()) {
            throw new ConfigException(
                    Reading.OVERRIDE + " " + shown(assignment) + ": must be KEY=VALUE, such as training.epochs=5");
        }
        String text = assignment.substring(equals + 1).strip();
        try {
            List<String> names = ConfigUtil.splitPath(path);
            return names.get(0).equals(SparkMarks.SECTION)
                    ? property(names, text)
                    : value("", text).atPath(path);
        } catch (com.typesafe.config.ConfigException.BadPath e) {
            throw new ConfigException(Reading.OVERRIDE + " " + shown(assignment) + ": " + path + " is no key");
        }
    }

    private static String shown(String assignment) {
        return Redaction.usual().isSecret(assignment) ? Redaction.HIDDEN : assignment;
    }

    /** A property of Spark may have others below it, which a section among the assignments sets. */
    private static Config property(List<String> names, String text) {
        ConfigValue value = value(SparkMarks.SECTION + ".", text);
        boolean plain = value instanceof ConfigObject || names.size() == 1;
        return value.atPath(ConfigUtil.joinPath(plain ? SparkMarks.flat(names) : SparkMarks.marked(names)));
    }

    /**
     * Reads a value as HOCON, or as the plain text that it is: paths and URLs need no quotes on a command line.
     *
     * @param section that it is in, with a dot at its end
     */
    private static ConfigValue value(String section, String text) {
        try {
            ConfigParseOptions options = ConfigParseOptions.defaults().setOriginDescription(Reading.OVERRIDE);
            String marked = SparkMarks.in(section + "value = " + text, List.of(), new Assignments(Reading.OVERRIDE));
            ConfigObject parsed = ConfigFactory.parseString(marked, options).root();
            ConfigValue inner = section.isEmpty() ? parsed : parsed.get(SparkMarks.SECTION);
            ConfigValue value = inner instanceof ConfigObject object ? unmarked(object) : null;
            if (parsed.size() == 1 && value != null && !value.equals(ConfigValueFactory.fromAnyRef(null))) {
                return value;
            }
        } catch (com.typesafe.config.ConfigException e) {
            // Not HOCON, so a text.
        }
        return ConfigValueFactory.fromAnyRef(text, Reading.OVERRIDE);
    }

    /** Returns the value that an object has, with a mark or without; it may hold substitutions. */
    private static ConfigValue unmarked(ConfigObject object) {
        ConfigValue value = object.size() == 1 ? object.get("value") : null;
        boolean marked = value instanceof ConfigObject inner && inner.size() == 1 && inner.containsKey("");
        return marked ? ((ConfigObject) value).get("") : value;
    }

    private static String line(ConfigOrigin origin) {
        return origin != null && origin.lineNumber() > 0 ? ":" + origin.lineNumber() : "";
    }

    /** Returns a message of the parser without the place in front of it. It may show what it stumbled over. */
    private static String text(com.typesafe.config.ConfigException e) {
        String place = e.origin() == null ? "" : e.origin().description() + ": ";
        String message = e.getMessage().startsWith(place) ? e.getMessage().substring(place.length()) : e.getMessage();
        boolean names = e instanceof com.typesafe.config.ConfigException.UnresolvedSubstitution;
        return !names && Redaction.usual().isSecret(message)
                ? "is no HOCON near the name of a secret, which is why it is not shown: look at quotes, brackets and commas"
                : SparkMarks.unmarked(message);
    }

    private static String neighbours(Path file) {
        Path directory = file.toAbsolutePath().getParent();
        try (Stream<Path> files = Files.list(directory)) {
            List<String> names = files.map(path -> path.getFileName().toString())
                    .filter(name -> name.endsWith(".conf"))
                    .sorted()
                    .toList();
            return names.isEmpty() ? "" : "; here are " + names + Suggestion.of(file.getFileName() + "", names);
        } catch (IOException e) {
            return "; its directory does not exist either";
        }
    }
}
