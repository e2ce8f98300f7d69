package org.sparksg.jobs;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.DefaultConfiguration;
import org.apache.spark.SparkConf;

/** What Spark says beside us in the driver. */
final class SparkLog {
    private static final String OF_SPARK =
            "org/apache/spark/log4j2"; // -defaults.properties, or with a layout in its name

    private SparkLog() {}

    /**
     * Lets Spark only warn, where it would tell all that it does: the terminal belongs to our lines. A log4j2 file of the user, or of the
     * installation, has the last word.
     */
    static void quieten() {
        // Else Spark 4 would bring back its own with the first line that it writes.
        new SparkConf(false).initializeLogIfNecessary(false, true);
        if (LogManager.getContext(false) instanceof LoggerContext context && isUnset(context.getConfiguration())) {
            context.setConfigLocation(ours());
        }
    }

    private static boolean isUnset(Configuration configuration) {
        String location = Optional.ofNullable(configuration.getConfigurationSource())
                .map(ConfigurationSource::getLocation)
                .orElse("");
        return configuration instanceof DefaultConfiguration || location.contains(OF_SPARK);
    }

    private static URI ours() {
        try {
            return SparkLog.class.getResource("log4j2.properties").toURI();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
