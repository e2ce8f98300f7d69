package org.sparksg.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigOriginFactory;
import com.typesafe.config.ConfigParseOptions;
import java.io.File;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** Reads text of HOCON, and the files that it includes, with {@link SparkMarks}. */
final class ConfText {
    private static final int DEEPEST = 50; // as HOCON's own reader
    private static final List<String> ENDINGS = List.of(".conf", ".json", ".properties");

    private final Place place;
    private final List<Assignments> files = new ArrayList<>();

    /** {@code place}: where the files are. */
    ConfText(Place place) {
        this.place = place;
    }

    /** Returns what clashes in the files that were read. */
    List<String> clashes() {
        return files.stream().flatMap(file -> file.clashes().stream()).toList();
    }

    /** Returns what is lost in the files that were read. */
    List<String> losses() {
        return files.stream().flatMap(file -> file.losses().stream()).toList();
    }

    /** Reads a file. */
    Config read(Path file) {
        return read(file, List.of(), 0);
    }

    /** Reads a text without a file. {@code name}: stands for the file in messages. */
    Config parse(String name, String text) {
        return parse(name, text, List.of(), new Includer(null, 0, null));
    }

    private Config read(Path file, List<String> section, int depth) {
        try {
            String text = place.text(file);
            return file.toString().endsWith(".properties")
                    ? properties(file, text)
                    : parse(file.toString(), text, section, new Includer(file.resolveSibling(""), depth, null));
        } catch (IOException e) {
            ConfigOrigin origin = ConfigOriginFactory.newSimple(file.toString());
            throw new ConfigException.IO(origin, "cannot be read as text of UTF-8: " + e, e);
        }
    }

    private Config parse(String name, String text, List<String> section, ConfigIncluder includer) {
        Assignments assignments = new Assignments(name);
        String marked = SparkMarks.in(text, section, assignments);
        ConfigParseOptions options =
                ConfigParseOptions.defaults().setOriginDescription(name).setIncluder(includer);
        Config parsed = ConfigFactory.parseString(marked, options);
        files.add(assignments);
        return parsed;
    }

    private static Config properties(Path file, String text) throws IOException {
        Properties given = new Properties();
        given.load(new StringReader(text));
        Properties marked = new Properties();
        given.stringPropertyNames().forEach(name -> {
            boolean spark = name.startsWith(SparkMarks.SECTION + ".");
            marked.setProperty(spark ? name + "." : name, given.getProperty(name));
        });
        return ConfigFactory.parseProperties(
                marked, ConfigParseOptions.defaults().setOriginDescription(file.toString()));
    }

    /** Reads the files that one file includes. What is no file, such as a URL, is left to HOCON's own reader. */
    private final class Includer implements ConfigIncluder, ConfigIncluderFile {
        private final Path folder; // null if there is no file
        private final int depth;
        private final ConfigIncluder others;

        Includer(Path folder, int depth, ConfigIncluder others) {
            this.folder = folder;
            this.depth = depth;
            this.others = others;
        }

        @Override
        public ConfigIncluder withFallback(ConfigIncluder fallback) {
            return new Includer(folder, depth, fallback);
        }

        @Override
        public ConfigObject include(ConfigIncludeContext context, String what) {
            String name = name(what);
            if (folder == null && !Path.of(name).isAbsolute()) {
                return others.include(context, name);
            }
            Path file = folder == null ? Path.of(name) : folder.resolve(name);
            List<Path> found = find(file);
            return found.isEmpty() ? others.include(context, name) : merged(found, what);
        }

        @Override
        public ConfigObject includeFile(ConfigIncludeContext context, File what) {
            File file = new File(name(what.getPath()));
            List<Path> found = find(file.toPath());
            if (found.isEmpty() && !context.parseOptions().getAllowMissing()) {
                ConfigOrigin origin = ConfigOriginFactory.newSimple(file.getPath());
                throw new ConfigException.IO(origin, file + ": no such file, but it must be there to be included");
            }
            return merged(found, what.getPath());
        }

        private ConfigObject merged(List<Path> found, String what) {
            if (depth == DEEPEST) {
                throw new ConfigException.Generic(
                        name(what) + ": includes are " + DEEPEST + " deep: a file includes itself");
            }
            Config all = ConfigFactory.empty();
            for (Path file : found) {
                all = all.withFallback(read(file, section(what), depth + 1));
            }
            return all.root();
        }
    }

    private static boolean isMarked(String what) {
        return what.length() > 1 && what.charAt(0) == SparkMarks.INCLUDED;
    }

    private static String name(String what) {
        return isMarked(what) ? what.substring(2) : what;
    }

    /** Returns the section that a file is included in, as far as it matters. */
    private static List<String> section(String what) {
        if (!isMarked(what)) {
            return List.of();
        }
        return what.charAt(1) == 's' ? List.of(SparkMarks.SECTION) : null;
    }

    /** Returns the file, or those that have its name and an ending. */
    private List<Path> find(Path file) {
        if (place.has(file)) {
            return List.of(file);
        }
        return ENDINGS.stream()
                .map(ending -> file.resolveSibling(file.getFileName() + ending))
                .filter(place::has)
                .toList();
    }
}
