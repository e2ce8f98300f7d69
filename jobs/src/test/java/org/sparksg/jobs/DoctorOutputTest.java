package org.sparksg.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code doctor} prints where Spark logs as an installation does: what it is at, too. */
@Timeout(120)
class DoctorOutputTest {
    private static final String LOGGING = """
            rootLogger.level = info
            logger.natives.name = org.apache.hadoop.util.NativeCodeLoader
            logger.natives.level = debug
            rootLogger.appenderRef.console.ref = console
            appender.console.type = Console
            appender.console.name = console
            appender.console.layout.type = PatternLayout
            appender.console.layout.pattern = LOG %c{1}: %m%n
            """;

    @TempDir
    private Path folder;

    @Test
    void everyLineIsAFindingOrAMessageOfTheLog() throws IOException, InterruptedException {
        Path logging = Files.writeString(folder.resolve("log.properties"), LOGGING);
        List<String> arguments = new ArrayList<>(List.of("doctor", "../conf/quickstart.conf", "--master", "local[3]"));
        arguments.addAll(List.of("--set", "output.directory=" + folder));
        List<String> command = MainProcess.command(List.of("-Dlog4j2.configurationFile=" + logging), arguments);
        Process doctor = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String said = new String(doctor.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, doctor.waitFor(), said);
        assertTrue(said.contains("LOG NativeCodeLoader: "), said);
        assertFalse(said.contains("GCC"), said);
        List<String> others = said.lines()
                .filter(line -> !line.matches("LOG .*|  (ok|warning) +.*|.*:|Ready to train.*"))
                .toList();
        assertEquals(List.of(), others);
    }
}
