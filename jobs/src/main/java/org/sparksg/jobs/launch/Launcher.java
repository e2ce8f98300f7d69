package org.sparksg.jobs.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sparksg.jobs.Main;
import org.sparksg.jobs.SparkCommand;
import org.sparksg.jobs.SparkCommand.Request;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/**
 * Finds out how a driver is started: reads the command line and its conf file, finds their faults while no cluster is busy, and leaves
 * the words of the command for the script, which becomes it. So signals reach the driver, its exit code is that of the script, and
 * this JVM does not wait beside it. What needs no driver is done at once.
 *
 * <p>Arguments: a folder, in which the file {@code words} is written, each word with NUL at its end; the bundle for an installed Spark, or
 * empty to start a JVM on the jars of the build; and those of the user.
 */
public final class Launcher {
    private static final String SEPARATOR = "--"; // between our words and those of spark-submit
    private static final char END = '\0';

    private final Path folder;
    private final Spark spark;

    private Launcher(Path folder, Spark spark) {
        this.folder = folder;
        this.spark = spark;
    }

    /** Does what stands above. */
    public static void main(String[] arguments) {
        Map<String, String> environment = System.getenv();
        Path folder = Path.of(arguments[0]);
        String version = org.apache.spark.package$.MODULE$.SPARK_VERSION();
        int java = Runtime.version().feature();
        Optional<String> wrong = JavaVersion.refusal(java, version);
        if (wrong.isPresent()) {
            System.err.println("error: " + wrong.get());
            System.exit(Main.BAD_INPUT);
        }
        JavaVersion.warning(java).ifPresent(text -> System.err.println("warning: " + text));
        Spark spark = arguments[1].isEmpty()
                ? new BuiltSpark(environment)
                : new InstalledSpark(environment, folder, arguments[1], java);
        List<String> words = Arrays.asList(arguments).subList(2, arguments.length);
        System.exit(new Launcher(folder, spark).run(words));
    }

    private int run(List<String> words) {
        int separator = words.indexOf(SEPARATOR);
        List<String> ours = separator < 0 ? words : words.subList(0, separator);
        List<String> others = separator < 0 ? List.of() : words.subList(separator + 1, words.size());
        return Main.commandLine()
                .setExecutionStrategy(parsed -> launch(parsed, ours, others))
                .execute(ours.toArray(String[]::new));
    }

    private int launch(ParseResult parsed, List<String> ours, List<String> others) {
        Integer help = CommandLine.executeHelpRequest(parsed);
        if (help != null) {
            return help;
        }
        try {
            Packing packing = new Packing(Path.of("").toAbsolutePath());
            Optional<Request> request = command(parsed).flatMap(command -> command.request(packing));
            if (request.isEmpty()) {
                return new CommandLine.RunLast().execute(parsed);
            }
            leave(spark.words(request.get(), packing, ours, others));
            return 0;
        } catch (CommandLine.PicocliException e) {
            throw e;
        } catch (RuntimeException e) { // which picocli expects in this form
            throw new CommandLine.ExecutionException(parsed.commandSpec().commandLine(), e.getMessage(), e);
        }
    }

    private static Optional<SparkCommand> command(ParseResult parsed) {
        return parsed.asCommandLineList().stream()
                .map(CommandLine::getCommand)
                .filter(SparkCommand.class::isInstance)
                .map(SparkCommand.class::cast)
                .findFirst();
    }

    private void leave(List<String> words) {
        StringBuilder text = new StringBuilder();
        words.forEach(word -> text.append(word).append(END));
        try {
            Files.writeString(folder.resolve("words"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
