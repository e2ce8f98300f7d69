package org.sparksg.clusters;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** What the ready files have to do with applications that the stand-in has run. */
interface ReadyOnKubernetes {
    /** Returns the folder of the stand-in. */
    Path place();

    @Test
    @Order(Integer.MAX_VALUE)
    default void roleGrantsAllThatWasAskedOfTheApi() throws IOException {
        Set<String> asked = Rights.asked(place().resolve("server.log"));
        assertTrue(asked.contains("pods create"), asked.toString());
        asked.removeAll(Rights.granted());
        assertTrue(asked.isEmpty(), asked + " is not granted by rbac.yaml");
    }

    @Test
    @Order(Integer.MAX_VALUE)
    default void podsHaveWhatTheReadyTemplatesSay() throws IOException {
        try (Stream<Path> pods = Files.list(place().resolve("pods"))) {
            assertTrue(
                    pods.map(pod -> text(pod.resolve("pod.yaml")))
                            .anyMatch(text -> text.contains("mountPath: \"/var/cache/spark-sg\"")
                                    && text.contains("allowPrivilegeEscalation: false")),
                    place() + " has no pod of a template");
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
