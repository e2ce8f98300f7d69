package org.sparksg.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The conf file that a user's own table begins with trains well on the table that it comes with. */
@Tag("spark")
@Timeout(240)
class CsvExampleTest {
    private static final Pattern LAST = Pattern.compile("(?s).*validation loss [\\d.]+ +accuracy ([\\d.]+) %");

    @TempDir
    private Path output;

    /** In a process of its own, because relative paths start at the directory that the command is called in. */
    @Test
    void exampleOfATableTellsTheSpeciesOfIrises() throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("train", "conf/csv-example.conf", "--master", "local[2]"));
        arguments.addAll(List.of("--set", "output.directory=" + output, "--set", "training.deterministic=true"));
        Process train = new ProcessBuilder(MainProcess.command(List.of(), arguments))
                .directory(Path.of("..").toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(train.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, train.waitFor(), said);
        Matcher last = LAST.matcher(said);
        assertTrue(last.find(), said);
        assertTrue(Double.parseDouble(last.group(1)) >= 93, said);
    }
}
