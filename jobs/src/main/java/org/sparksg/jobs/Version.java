package org.sparksg.jobs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine;

/** The version of the library, from the file that its build writes. */
final class Version implements CommandLine.IVersionProvider {
    private static final String FILE = "/org/sparksg/version.properties";

    @Override
    public String[] getVersion() {
        return new String[] {"spark-sg " + number()};
    }

    /** Returns it without a name, such as {@code 1.2.3}. */
    static String number() {
        try (InputStream in = Version.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException(FILE + " is not on the class path: build spark-sg with Maven");
            }
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
