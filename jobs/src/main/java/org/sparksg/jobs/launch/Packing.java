package org.sparksg.jobs.launch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.sparksg.config.Place;
import org.sparksg.jobs.Parcel;
import org.sparksg.jobs.RunOptions;

/** Reads conf files of this machine, and remembers them and the data that they name, for a driver on another one. */
final class Packing implements Place {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{\\??\\s*\"?([^}\"]+?)\"?\\s*}");

    private final Path directory;
    private final LocalData local; // null if nothing leaves this machine
    private final Map<String, String> files = new HashMap<>();
    private final Map<String, String> data = new HashMap<>();

    /** {@code ships}: whether data that are only on this machine shall be where all machines see them. */
    Packing(Path directory, boolean ships) {
        this.directory = directory;
        this.local = ships ? new LocalData(new Configuration()) : null;
    }

    @Override
    public String everywhere(String path) {
        return data.computeIfAbsent(path, local == null ? RunOptions::everywhere : local::everywhere);
    }

    @Override
    public String text(Path file) throws IOException {
        String text = Place.super.text(file);
        files.put(Parcel.key(directory, file), text);
        return text;
    }

    /** Copies the data that have to be copied, and returns what the driver needs. */
    Parcel parcel() {
        if (local != null) {
            local.copy();
        }
        return new Parcel(directory.toString(), files, variables(), data);
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
