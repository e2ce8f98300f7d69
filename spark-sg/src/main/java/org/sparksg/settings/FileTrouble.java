package org.sparksg.settings;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.hadoop.security.AccessControlException;

/** What a failure of a file system means for the key that named a path, and what to do about it. */
public final class FileTrouble {
    /**
     * How often and how long a first look tries to reach a machine: 3 times, 5 s each, where Hadoop would wait for up to a quarter of an hour.
     * Whoever sets one of these properties has the last word.
     */
    private static final Map<String, String> FIRST_LOOK = Map.of(
            "ipc.client.connect.max.retries", "2", // a refusal is asked again after a second
            "ipc.client.connect.max.retries.on.timeouts", "2",
            "ipc.client.connect.timeout", "5000",
            "ipc.client.rpc-timeout.ms", "15000",
            "dfs.client.failover.max.attempts", "2",
            "fs.s3a.attempts.maximum", "2",
            "fs.s3a.retry.limit", "2",
            "fs.s3a.connection.establish.timeout", "5000",
            "fs.s3a.connection.timeout", "15000");

    private FileTrouble() {}

    /**
     * Returns the file system of a path, after a first look at the path that does not wait for long.
     *
     * @param key the setting that names the path
     * @throws BadSetting naming key, path and cure, if it cannot be reached; that there is no such file is no trouble here
     */
    public static FileSystem reach(String key, String path, Configuration hadoop) {
        try {
            Path name = new Path(path);
            String given = scheme(path);
            String scheme = given.isEmpty() ? scheme(hadoop.get(FileSystem.FS_DEFAULT_NAME_KEY, "file:///")) : given;
            if (!scheme.equals("file")) {
                look(scheme, name, hadoop);
            }
            return name.getFileSystem(hadoop);
        } catch (IOException | RuntimeException | LinkageError e) {
            throw of(key, path, e);
        }
    }

    /** On an instance of its own: those that are shared keep their patience. */
    private static void look(String scheme, Path path, Configuration hadoop) throws IOException {
        Configuration quick = quick(hadoop);
        quick.setBoolean("fs." + scheme + ".impl.disable.cache", true);
        try (FileSystem first = path.getFileSystem(quick)) {
            first.exists(path);
        }
    }

    /** Returns the settings of a first look. */
    static Configuration quick(Configuration hadoop) {
        Configuration defaults = new Configuration();
        Configuration quick = new Configuration(hadoop);
        FIRST_LOOK.forEach((property, value) -> {
            if (isDefault(hadoop, property, defaults.get(property))) {
                quick.set(property, value);
            }
        });
        return quick;
    }

    /** On executors all settings come from the driver, and nobody knows any more which of them somebody has set. */
    private static boolean isDefault(Configuration hadoop, String property, String value) {
        String[] sources = hadoop.getPropertySources(property);
        return sources == null
                || sources.length == 0
                || sources[0].endsWith("-default.xml")
                || sources[0].equals("programmatically") && hadoop.get(property).equals(value);
    }

    /**
     * Returns the message for trouble with data while they were read, with the failure as its cause.
     *
     * @param key the setting that names the data
     * @param failure tells which file, and where
     */
    public static BadSetting reading(String key, Throwable failure) {
        BadSetting trouble = new BadSetting(key, null, "cannot be read: " + told(failure), words("", failure)[1]);
        trouble.initCause(failure);
        return trouble;
    }

    /** Returns the first line of what each of the causes says that those before it did not say. */
    private static String told(Throwable failure) {
        StringBuilder told = new StringBuilder();
        causes(failure)
                .map(cause -> String.valueOf(cause.getMessage() == null ? cause : cause.getMessage())
                        .strip()
                        .lines()
                        .findFirst()
                        .orElse(""))
                .filter(line -> told.indexOf(line) < 0)
                .forEach(line -> told.append(told.isEmpty() ? "" : ": ").append(line));
        return told.toString();
    }

    /** Returns the message for the setting that names a path, with the failure as its cause. */
    public static BadSetting of(String key, String path, Throwable failure) {
        String[] words = words(scheme(path), failure);
        BadSetting trouble = new BadSetting(key, null, path + ": " + words[0], words[1]);
        trouble.initCause(failure);
        return trouble;
    }

    private static String scheme(String path) {
        int colon = path.indexOf(':');
        return colon > 0 && path.indexOf('/') > colon ? path.substring(0, colon) : "";
    }

    /** Returns what is wrong, and what to do. */
    private static String[] words(String scheme, Throwable failure) {
        if (has(failure, UnsupportedFileSystemException.class)
                || has(failure, ClassNotFoundException.class)
                || has(failure, LinkageError.class)) {
            return new String[] {
                "nothing here reads " + scheme + "://, or its connector does not fit (" + root(failure) + ")",
                "correct the scheme, or name the connector's jar with --jars or spark.jars.packages"
                        + (scheme.startsWith("s3") ? ": s3a:// needs hadoop-aws of this Hadoop's version" : "")
            };
        }
        if (has(failure, "java.net.UnknownHostException")) {
            return new String[] {"no such host (" + root(failure) + ")", "correct the address, or the name service"};
        }
        if (has(failure, "java.net.NoRouteToHostException") || has(failure, "java.net.SocketTimeoutException")) {
            return new String[] {
                "no answer in time (" + root(failure) + ")",
                "correct host and port, or see whether a firewall is between"
            };
        }
        if (has(failure, "java.net.ConnectException")) {
            return new String[] {
                "nobody listens there (" + root(failure) + ")",
                "correct host and port, or start the server (of hdfs:// the namenode)"
            };
        }
        if (isDenied(failure)) {
            return new String[] {
                "permission denied (" + root(failure) + ")",
                "let the user " + System.getProperty("user.name") + " use it, or run as another one"
            };
        }
        if (has(failure, IllegalArgumentException.class) && !has(failure, IOException.class)) {
            return new String[] {"is no path (" + root(failure) + ")", "write it as /folder/file or scheme://host/file"
            };
        }
        return new String[] {
            "cannot be used (" + root(failure) + ")",
            "see whether this path can be read with other tools, such as hadoop fs -ls"
        };
    }

    private static boolean isDenied(Throwable failure) {
        return has(failure, AccessControlException.class)
                || has(failure, AccessDeniedException.class)
                || causes(failure)
                        .anyMatch(cause -> cause instanceof FileNotFoundException // what Java says of a local file
                                && String.valueOf(cause.getMessage()).contains("Permission denied"));
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause);
    }

    private static boolean has(Throwable failure, Class<?> type) {
        return causes(failure).anyMatch(type::isInstance);
    }

    /** Exceptions of sockets by name: only the links may know sockets. */
    private static boolean has(Throwable failure, String type) {
        return causes(failure).anyMatch(cause -> {
            Class<?> at = cause.getClass();
            while (at != null && !at.getName().equals(type)) {
                at = at.getSuperclass();
            }
            return at != null;
        });
    }

    private static String root(Throwable failure) {
        Throwable last = causes(failure).reduce((before, cause) -> cause).orElseThrow();
        String text = last.getMessage() == null ? "" : last.getMessage().strip();
        return text.lines().findFirst().orElse(last.getClass().getSimpleName());
    }
}
