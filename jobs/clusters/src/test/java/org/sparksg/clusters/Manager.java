package org.sparksg.clusters;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A cluster manager on this machine. */
interface Manager extends AutoCloseable {

    /** How the driver runs. */
    enum Mode {
        /** Where it is submitted. */
        CLIENT,
        /** In the cluster. */
        CLUSTER
    }

    /** Returns its address. */
    String master();

    /** Returns more options of spark-submit for an application in a mode. */
    List<String> options(Mode mode);

    /** Returns the words that send an application there in a mode. */
    default List<String> target(Mode mode) {
        return List.of("--master", master(), "--deploy-mode", mode.name().toLowerCase(Locale.ROOT));
    }

    /** Returns the variables of the environment that whoever submits has. */
    default Map<String, String> environment() {
        return Map.of();
    }

    /** Returns the folder for data and runs that driver and executors see, as a URI or a path. */
    String folder();

    /**
     * Returns how the manager says that the newest application has ended: SUCCEEDED, FAILED or KILLED, or what else it says; empty if it
     * knows nothing of an application whose driver it did not start.
     */
    Optional<String> finalStatus() throws IOException, InterruptedException;

    /** Returns whether it makes a secret for an application that asks for one. */
    default boolean makesSecrets() {
        return true;
    }

    /** Returns whether the exit code of spark-submit tells that an application of a mode has failed. */
    default boolean exitCodeTells(Mode mode) {
        return true;
    }

    /** Returns what the manager calls the newest application; empty if it knows none by name. */
    Optional<String> applicationName() throws IOException, InterruptedException;

    /** Ends the newest application, as an operator would. Returns whether the manager can. */
    boolean kill() throws IOException, InterruptedException;

    /** Returns whether a command is that of a driver in the cluster. */
    boolean isDriver(String command);

    /** Starts a driver again that was killed, if the manager does not do so by itself. */
    default void startDriverAgain() throws IOException, InterruptedException {}

    @Override
    void close();
}
