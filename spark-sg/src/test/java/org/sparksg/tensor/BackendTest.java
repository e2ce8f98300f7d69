package org.sparksg.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackendTest {
    private static final Optional<String> OBSTACLE = Optional.of("no --add-modules");

    /** What the JVM without the flag runs: prints which kernels it got and a product. */
    static final class Fallback {
        public static void main(String[] arguments) {
            try (Kernels kernels = Backend.AUTO.open(Precision.F32)) {
                Tensor x = kernels.zeros(Shape.of(2, 3));
                Tensor y = kernels.zeros(Shape.of(2, 2));
                kernels.fill(x, 2);
                kernels.matmul(x, x.view(0, Shape.of(3, 2)), y).run();
                System.out.println(kernels.describe() + " computes " + y.get(3));
                System.out.println(Backend.obstacle().orElse("no obstacle"));
            }
        }
    }

    @Test
    void autoPicksTheCpuKernelsWhereTheyRun() {
        try (Kernels kernels = Backend.AUTO.open(Precision.F32)) {
            assertTrue(kernels.describe().startsWith("cpu: oneDNN 3."), kernels.describe());
        }
    }

    @Test
    void kernelsRefuseOperandsThatDoNotFit() {
        for (Backend backend : List.of(Backend.CPU, Backend.PORTABLE)) {
            try (Kernels kernels = backend.open(Precision.F32)) {
                Tensor two = kernels.zeros(Shape.of(2, 2));
                Tensor three = kernels.zeros(Shape.of(3, 3));
                Exception refusal = assertThrows(IllegalArgumentException.class, () -> kernels.matmul(two, three, two));
                assertTrue(refusal.getMessage().startsWith("matmul: "), refusal.getMessage());
            }
        }
    }

    @Test
    void autoFallsBackToPortableKernels() {
        try (Kernels kernels = Backend.AUTO.open(Precision.F32, OBSTACLE, false)) {
            assertTrue(kernels.describe().startsWith("portable: "), kernels.describe());
        }
    }

    @Test
    void cpuDoesNotFallBackButNamesTheObstacle() {
        Exception refusal =
                assertThrows(IllegalStateException.class, () -> Backend.CPU.open(Precision.F32, OBSTACLE, false));
        assertTrue(refusal.getMessage().contains("no --add-modules"), refusal.getMessage());
    }

    @Test
    void bf16IsNeverSilentlyReplacedByF32() {
        assertThrows(IllegalStateException.class, () -> Backend.AUTO.open(Precision.BF16, OBSTACLE, false));
        assertThrows(IllegalStateException.class, () -> Backend.PORTABLE.open(Precision.BF16));
    }

    /** Java 21 has no vectors from byte buffers. */
    @Test
    void vectorApiOfAnotherJavaIsAnObstacle() {
        Optional<String> obstacle = Backend.vectorObstacle(() -> {
            throw new NoSuchMethodError("fromByteBuffer");
        });
        assertTrue(obstacle.orElse("").endsWith(": run driver and executors on a JDK 17"), obstacle.toString());
        assertEquals(Optional.empty(), Backend.vectorObstacle(() -> {}));
    }

    @Test
    void jvmWithoutTheVectorModuleComputesWithPortableKernels() throws IOException, InterruptedException {
        String output = fallback(System.getProperty("java.class.path"), 0);
        assertTrue(output.contains("portable: ") && output.contains(" computes 12.0"), output);
        assertTrue(output.contains("--add-modules jdk.incubator.vector"), output);
    }

    /** As on a cluster, whose executors get ND4J's library only if they are to compute with it. */
    @Test
    void withoutItsLibraryThePortableKernelsDoWithoutNd4j() throws IOException, InterruptedException {
        String classPath = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(jar -> !jar.matches(".*nd4j-native-.*-(linux|macosx|windows)-.*"))
                .collect(Collectors.joining(File.pathSeparator));
        String output = fallback(classPath, 0);
        assertTrue(output.contains("portable: OpenBLAS") && output.contains(" computes 12.0"), output);
    }

    /** The fast kernels need neither ND4J's library nor a variable of the environment to keep to one thread. */
    @Test
    void nativeLibrariesKeepToOneThread() throws IOException, InterruptedException {
        String output =
                run(Threads.class, System.getProperty("java.class.path"), 0, "--add-modules=jdk.incubator.vector");
        assertTrue(output.contains("OpenMP 1, ND4J false"), output);
    }

    /** Prints how many threads OpenMP would use after a product on the fast kernels, and whether that has loaded ND4J. */
    static final class Threads {
        public static void main(String[] arguments) throws IOException {
            try (Kernels kernels = Backend.CPU.open(Precision.F32)) {
                Tensor x = kernels.zeros(Shape.of(128, 128));
                kernels.matmul(x, x, kernels.zeros(Shape.of(128, 128))).run();
            }
            int most = NativeLibraries.named("libgomp").stream()
                    .mapToInt(library ->
                            library.getFunction("omp_get_max_threads").invokeInt(new Object[0]))
                    .max()
                    .orElseThrow();
            boolean nd4j = Files.readString(Path.of("/proc/self/maps")).contains("libnd4jcpu");
            System.out.println("OpenMP " + most + ", ND4J " + nd4j);
        }
    }

    private static String fallback(String classPath, int exitCode) throws IOException, InterruptedException {
        return run(Fallback.class, classPath, exitCode);
    }

    private static String run(Class<?> program, String classPath, int exitCode, String... options)
            throws IOException, InterruptedException {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(List.of(options));
        words.addAll(List.of("-cp", classPath, program.getName()));
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
        builder.environment().remove("OMP_NUM_THREADS");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), output);
        assertEquals(exitCode, process.exitValue(), output);
        return output;
    }
}
