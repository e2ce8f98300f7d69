package org.sparksg.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What a user hears of wrong input: each case ends before Spark starts. */
class CommandLineTest {
    private static final String QUICKSTART =
            Path.of("../conf/quickstart.conf").toAbsolutePath().normalize().toString();

    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void missingConfFileIsNamedWithItsNeighbours() {
        Path conf = Path.of(QUICKSTART).resolveSibling("quickstat.conf");
        assertEquals(2, run("train", conf.toString()));
        assertTrue(err.toString().startsWith("error: " + conf + ": no such file; here are ["), err.toString());
        assertTrue(err.toString().endsWith("; did you mean quickstart.conf?\n"), err.toString());
    }

    @Test
    void typoOnTheCommandLineGetsASuggestion() {
        assertEquals(2, run("train", QUICKSTART, "--set", "training.epoch=3"));
        assertEquals(
                "error: --set: training.epoch: unknown key; one of [epochs, batch-size, window, deterministic]; did you"
                        + " mean epochs?\n",
                err.toString());
    }

    @Test
    void severalProblemsAreSeveralLines() {
        assertEquals(2, run("train", QUICKSTART, "--set", "training.epochs=0", "--set", "optimizer.learning-rate=-1"));
        assertEquals(2, err.toString().lines().count(), err.toString());
    }

    @Test
    void tooManyStagesAreRefused() {
        assertEquals(2, run("train", QUICKSTART, "--set", "stages=11"));
        assertEquals(
                "error: --set: stages = 11: the network has 10 layers: use at most 10 stages, or add layers\n",
                err.toString());
    }

    @Test
    void missingDataFileIsNamed() throws IOException {
        Path labels = Files.write(directory.resolve("labels"), new byte[] {0, 0, 8, 1, 0, 0, 0, 1, 3});
        assertEquals(2, run("train", conf(directory.resolve("absent"), labels).toString()));
        assertTrue(err.toString().startsWith("error: "), err.toString());
        assertTrue(err.toString().contains("absent"), err.toString());
    }

    @Test
    void truncatedImagesAreRefusedBeforeSparkStarts() throws IOException {
        ByteBuffer header =
                ByteBuffer.allocate(20).putInt(0x803).putInt(2).putInt(28).putInt(28);
        Path images = Files.write(directory.resolve("images"), header.array());
        Path labels = Files.write(directory.resolve("labels"), new byte[] {0, 0, 8, 1, 0, 0, 0, 2, 3, 4});
        assertEquals(2, run("train", conf(images, labels).toString()));
        assertTrue(err.toString().contains("images"), err.toString());
        assertEquals(1, err.toString().lines().count(), err.toString());
    }

    @Test
    void resultOnReadOnlyPlaceIsRefused() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");
        assertEquals(2, run("train", QUICKSTART, "--set", "output.directory=" + file.resolve("runs")));
        assertTrue(err.toString().contains("output"), err.toString());
    }

    @Test
    void commandWithoutConfFileSaysWhatIsMissing() {
        assertEquals(2, run("train"));
        assertTrue(err.toString().startsWith("Missing required parameter: 'CONF'"), err.toString());
    }

    @Test
    void unknownOptionIsRefused() {
        assertEquals(2, run("train", QUICKSTART, "--resme"));
        assertTrue(err.toString().startsWith("Unknown option: '--resme'"), err.toString());
    }

    @Test
    void unknownCommandGetsASuggestion() {
        assertEquals(2, run("trian"));
        assertTrue(err.toString().contains("Did you mean: spark-sg train"), err.toString());
    }

    @Test
    void modelOfNoRunIsNamed() {
        assertEquals(2, run("evaluate", directory.toString(), "--data", "x"));
        assertTrue(err.toString().contains(directory.toString()), err.toString());
    }

    @Test
    void printedConfigIsAConfFile() throws IOException {
        assertEquals(0, run("train", QUICKSTART, "--set", "training.epochs=3", "--print-config"), err.toString());
        assertTrue(out.toString().contains("epochs = 3  # --set\n"), out.toString());
        String printed = out.toString();
        Path again = Files.writeString(directory.resolve("quickstart.conf"), printed);
        out.getBuffer().setLength(0);
        assertEquals(0, run("train", again.toString(), "--print-config"), err.toString());
        assertEquals(printed.replaceAll(" +#.*", ""), out.toString().replaceAll(" +#.*", ""));
    }

    @Test
    void printedConfigKeepsSecretsToItself() {
        assertEquals(
                0,
                run(
                        "train",
                        QUICKSTART,
                        "--set",
                        "spark.authenticate.secret=Hush-1234",
                        "--set",
                        "spark.authenticate=true",
                        "--print-config"),
                err.toString());
        assertTrue(out.toString().contains("\"authenticate.secret\" = \"*********(redacted)\""), out.toString());
        assertTrue(out.toString().contains("authenticate = \"true\""), out.toString());
        assertFalse((out + "" + err).contains("Hush"), out.toString());
    }

    @Test
    void keyThatIsGivenTwiceIsToldWithBothLines() throws IOException {
        Path conf = Files.writeString(
                directory.resolve("twice.conf"),
                "data.train.format = digits\nseed = 1\nnetwork.layers = [ {dense = 10} ], stages = 1\nseed = 2\n");
        assertEquals(0, run("train", conf.toString(), "--print-config"), err.toString());
        assertEquals(
                "warning: " + conf + ":4: seed: is given in line 2, too, which has no effect: delete one of the two\n",
                err.toString());
        assertTrue(out.toString().contains("seed = 2\n"), out.toString());
    }

    @Test
    void stackTraceIsPrintedOnDemandOnly() {
        run("train", QUICKSTART, "--set", "sed=1");
        assertEquals(1, err.toString().lines().count(), err.toString());
        run("train", QUICKSTART, "--set", "sed=1", "--verbose");
        assertTrue(err.toString().contains("\tat org.sparksg.config."), err.toString());
    }

    private Path conf(Path images, Path labels) throws IOException {
        return Files.writeString(
                directory.resolve("run.conf"),
                "data.train { format = idx, images = \"" + images + "\", labels = \"" + labels + "\" }\n"
                        + "network.layers = [ {dense = 10} ], stages = 1\n");
    }

    private int run(String... arguments) {
        CommandLine commandLine = Main.commandLine();
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        return commandLine.execute(arguments);
    }
}
