package org.sparksg.clusters;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** What a script says is a GPU of this machine. */
final class Gpu {
    static final String ADDRESS = "gpu-7";

    private Gpu() {}

    /** Writes the script that finds it, and returns its path. */
    static Path script(Path folder) throws IOException {
        Path script = folder.resolve("gpus.sh");
        Files.writeString(script, "#!/bin/sh\necho '{\"name\": \"gpu\", \"addresses\": [\"" + ADDRESS + "\"]}'\n");
        if (!script.toFile().setExecutable(true)) {
            throw new IOException("cannot be made executable: " + script);
        }
        return script;
    }

    /** Returns the properties of an application whose executors have one each. */
    static Map<String, String> properties(Path script) {
        return Map.of(
                "spark.executor.resource.gpu.amount",
                "1",
                "spark.executor.resource.gpu.discoveryScript",
                script.toString(),
                "spark.executor.resource.gpu.vendor",
                "nvidia.com");
    }

    /** Returns the options of a standalone worker's JVM that has one. */
    static String worker(Path script) {
        String key = "-Dspark.worker.resource.gpu.";
        return key + "amount=1 " + key + "discoveryScript=" + script;
    }
}
