package org.sparksg.jobs;

import java.util.Map;
import java.util.Optional;
import org.sparksg.config.Place;

/** A command that works in the driver of a Spark application. */
public interface SparkCommand {

    /**
     * What must be known before the driver starts.
     *
     * @param name of the application; empty to let the driver choose
     * @param properties for Spark, by their full names
     * @param cluster where it runs
     * @param portable whether the conf file wants the portable kernels, whose native library is a jar of its own
     */
    record Request(String name, Map<String, String> properties, ClusterOptions cluster, boolean portable) {
        /** Nothing in particular. */
        public static final Request ANY = new Request("", Map.of(), new ClusterOptions(), false);
    }

    /** Returns it; empty if the command needs no application this time. {@code place}: where its conf file is. */
    Optional<Request> request(Place place);
}
