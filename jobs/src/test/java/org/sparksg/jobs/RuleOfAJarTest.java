package org.sparksg.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Somebody's own rule of learning: one class in a jar, which neither this JVM nor the executors have on their class path. */
@Tag("spark")
class RuleOfAJarTest {
    private static final String SOURCE = """
            package com.me;

            import org.sparksg.credit.Credit;
            import org.sparksg.credit.Exchange;
            import org.sparksg.credit.Rule;
            import org.sparksg.tensor.Kernels;
            import org.sparksg.tensor.Tensor;

            /** The gradient from above, doubled. */
            public record Doubled() implements Rule {
                public String label() {
                    return "doubled gradients";
                }

                public Exchange exchange(long batchId) {
                    return Exchange.waitingFor(Exchange.Reply.GRADIENT);
                }

                public Credit newCredit(Place place, int rows, long seed, Kernels kernels) {
                    Tensor doubled = kernels.zeros(place.activation().batch(rows));
                    return new Credit() {
                        public Tensor receive(Tensor activation, Tensor target, Tensor reply) {
                            Tensor result = doubled.rows(reply.rows());
                            kernels.scale(2, reply, result);
                            return result;
                        }
                    };
                }
            }
            """;

    @TempDir
    private Path folder;

    private final ClassLoader before = Thread.currentThread().getContextClassLoader();
    private Path conf;

    @BeforeEach
    void write() throws IOException {
        conf = Files.writeString(folder.resolve("mine.conf"), """
                data.train { format = digits, count = 600 }
                data.test { format = digits, count = 90 }
                network.layers = [ {dense = 32}, relu, {dense = 10} ]
                training { epochs = 3, batch-size = 20 }
                stages = 2
                learning.rule = com.me.Doubled
                """);
    }

    @AfterEach
    void forgetTheJar() {
        Thread.currentThread().setContextClassLoader(before);
    }

    @Test
    void ruleTrainsOnExecutorsThatGetItFromTheJar() throws IOException {
        assertThrows(ClassNotFoundException.class, () -> Class.forName("com.me.Doubled"));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = train(out, err, "--jars", jar().toString());
        assertEquals(0, code, err.toString());
        assertTrue(out.toString().contains("doubled gradients"), out.toString());
        assertTrue(Files.exists(folder.resolve("mine/model")), out.toString());
    }

    @Test
    void missingJarIsToldBeforeAnythingStarts() {
        StringWriter err = new StringWriter();
        assertEquals(2, train(new StringWriter(), err, "--jars", folder + "/no.jar"));
        assertTrue(err.toString().contains("--jars = " + folder + "/no.jar: no such file"), err.toString());
    }

    private int train(StringWriter out, StringWriter err, String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("train", conf.toString(), "--set", "output.directory=" + folder));
        arguments.addAll(List.of(more));
        CommandLine commandLine = Main.commandLine();
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        return commandLine.execute(arguments.toArray(String[]::new));
    }

    private Path jar() throws IOException {
        Path source = folder.resolve("Doubled.java");
        Files.writeString(source, SOURCE);
        int failed = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-d", folder.toString(), "-proc:none", source.toString());
        assertEquals(0, failed);
        Path jar = folder.resolve("mine.jar");
        List<Path> classes;
        try (var files = Files.list(folder.resolve("com/me"))) {
            classes = files.toList();
        }
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file)) {
            for (Path part : classes) {
                out.putNextEntry(new JarEntry("com/me/" + part.getFileName()));
                Files.copy(part, out);
            }
        }
        return jar;
    }
}
