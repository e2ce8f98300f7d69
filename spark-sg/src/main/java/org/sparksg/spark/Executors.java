package org.sparksg.spark;

import java.util.List;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;
import org.sparksg.tensor.Gpus;

/** Facts about the executor that this code runs in. */
final class Executors {
    private Executors() {}

    static String id() {
        return SparkEnv.get().executorId();
    }

    static String host() {
        return SparkEnv.get().blockManager().blockManagerId().host();
    }

    /** Returns the GPUs of the task that this is called in. */
    static Gpus gpus() {
        ResourceInformation given = TaskContext.get().resourcesJMap().get(SparkResource.GPU);
        return given == null ? Gpus.NONE : new Gpus(List.of(given.addresses()));
    }

    static long pid() {
        return ProcessHandle.current().pid();
    }
}
