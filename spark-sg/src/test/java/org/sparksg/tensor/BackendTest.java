package org.sparksg.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
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
                kernels.matmul(x, x.view(0, Shape.of(3, 2)), y);
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
        try (Kernels kernels = Backend.AUTO.open(Precision.F32, OBSTACLE)) {
            assertTrue(kernels.describe().startsWith("portable: "), kernels.describe());
        }
    }

    @Test
    void cpuDoesNotFallBackButNamesTheObstacle() {
        Exception refusal = assertThrows(IllegalStateException.class, () -> Backend.CPU.open(Precision.F32, OBSTACLE));
        assertTrue(refusal.getMessage().contains("no --add-modules"), refusal.getMessage());
    }

    @Test
    void bf16IsNeverSilentlyReplacedByF32() {
        assertThrows(IllegalStateException.class, () -> Backend.AUTO.open(Precision.BF16, OBSTACLE));
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
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Fallback.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), output);
        assertEquals(0, process.exitValue(), output);
        assertTrue(output.contains("portable: ") && output.contains(" computes 12.0"), output);
        assertTrue(output.contains("--add-modules jdk.incubator.vector"), output);
    }
}
