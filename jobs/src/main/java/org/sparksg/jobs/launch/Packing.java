package org.sparksg.jobs.launch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.sparksg.config.Place;
import org.sparksg.jobs.Parcel;

/** Reads conf files of this machine, and remembers them and the data that they name, for a driver on another one. */
final class Packing implements Place {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{\\??\\s*\"?([^}\"]+?)\"?\\s*}");

    private final Path directory;
    private final Map<String, String> files = new HashMap<>();
    private final Set<String> data = new LinkedHashSet<>();

    /** {@code directory}: the working directory. */
    Packing(Path directory) {
        this.directory = directory;
    }

    /** Returns it as it is: where it is for all depends on what all of the conf file, and others, say. */
    @Override
    public String everywhere(String path) {
        data.add(path);
        return path;
    }

    @Override
    public String text(Path file) throws IOException {
        String text = Place.super.text(file);
        files.put(Parcel.key(directory, file), text);
        return text;
    }

    /**
     * Copies the data that have to be copied, and returns what the driver needs.
     *
     * @param hadoop says what is shared
     * @param elsewhere whether the driver runs on another machine
     */
    Parcel parcel(Configuration hadoop, boolean elsewhere) {
        LocalData local = new LocalData(hadoop);
        Map<String, String> everywhere = new HashMap<>();
        data.forEach(path -> everywhere.put(path, local.everywhere(path)));
        local.copy();
        if (elsewhere && !local.unshared().isEmpty()) {
            System.err.println("warning: " + String.join(", ", local.unshared())
                    + ": on this machine, and the driver on another one: name a path that all machines see (file:///... if each"
                    + " has it there), or set spark.hadoop.fs.defaultFS to a file system that they share");
        }
        return new Parcel(directory.toString(), files, variables(), everywhere);
    }

    /** Returns those of this machine's environment that a text names. */
    private Map<String, String> variables() {
        Map<String, String> named = new HashMap<>();
        for (String text : files.values()) {
            VARIABLE.matcher(text).results().map(match -> match.group(1)).forEach(name -> {
                if (System.getenv(name) != null) {
                    named.put(name, System.getenv(name));
                }
            });
        }
        return named;
    }
}
