package org.sparksg.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Where conf files are read, and the data that they name: on this machine, or as they were on the one that a run was submitted from. */
@FunctionalInterface
public interface Place {

    /**
     * Returns the path of data as it is valid on every machine of a cluster: executors do not share the directory that this program was
     * started in.
     */
    String everywhere(String data);

    /** Returns whether a conf file is there. */
    default boolean has(Path file) {
        return Files.isRegularFile(file);
    }

    /** Returns the variables of the environment, which substitutions may use. */
    default Map<String, String> environment() {
        return System.getenv();
    }

    /** Returns the text of a conf file. */
    default String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }
}
