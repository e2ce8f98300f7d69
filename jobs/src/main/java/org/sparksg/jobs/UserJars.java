package org.sparksg.jobs;

import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.sparksg.settings.BadSetting;

/** Jars of the user that came after this JVM had started. Executors load theirs by {@code spark.jars}. */
final class UserJars {
    private UserJars() {}

    /**
     * Lets this thread, and those that it starts, see the classes of local jars, separated by commas.
     *
     * @return them as Spark takes them; empty if Spark has them already
     * @throws BadSetting if one is not there
     */
    static Optional<String> load(String jars) {
        if (Parcel.isHere()) { // spark-submit brought them, too
            return Optional.empty();
        }
        List<String> files = Stream.of(jars.split(",")).map(String::strip).toList();
        URL[] urls = files.stream().map(UserJars::url).toArray(URL[]::new);
        Thread thread = Thread.currentThread();
        thread.setContextClassLoader(new URLClassLoader(urls, thread.getContextClassLoader()));
        return Optional.of(String.join(",", files));
    }

    private static URL url(String jar) {
        Path file = Path.of(jar);
        if (!Files.isRegularFile(file)) {
            throw new BadSetting("--jars", jar, "no such file", "name jars of this machine, separated by commas");
        }
        try {
            return file.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException(jar, e);
        }
    }
}
