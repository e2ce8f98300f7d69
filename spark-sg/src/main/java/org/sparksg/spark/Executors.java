package org.sparksg.spark;

import org.apache.spark.SparkEnv;

/** Facts about the executor that this code runs in. */
final class Executors {
    private Executors() {}

    static String id() {
        return SparkEnv.get().executorId();
    }

    static String host() {
        return SparkEnv.get().blockManager().blockManagerId().host();
    }

    static long pid() {
        return ProcessHandle.current().pid();
    }
}
