package org.sparksg.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.factory.Nd4j;

/** Kernels over many steps: what they keep, what they share, what they leave behind. */
class KernelsInTrainingTest {
    private static final int[] WIDTHS = {100, 70, 67, 10};
    private static final int BATCH = 67;

    @ParameterizedTest
    @EnumSource(Subject.class)
    void adamLowersTheLossOfAPerceptron(Subject subject) {
        try (Kernels kernels = subject.open()) {
            MlpStep step = new MlpStep(kernels, WIDTHS, BATCH);
            step.run();
            double before = step.loss();
            for (int i = 0; i < 100; i++) {
                step.run();
            }
            assertTrue(step.loss() < 0.8 * before, subject + ": loss " + before + " became " + step.loss());
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Subject.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = "CPU_F32_MEASURED") // each may choose others
    void twoThreadsWithTheirOwnKernelsComputeWhatOneDoes(Subject subject) throws Exception {
        subject.open().close();
        double[] alone = train(subject);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Callable<double[]> task = () -> train(subject);
            for (Future<double[]> result : threads.invokeAll(List.of(task, task), 60, TimeUnit.SECONDS)) {
                assertArrayEquals(alone, result.get(), subject.toString());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static double[] train(Subject subject) {
        try (Kernels kernels = subject.open()) {
            MlpStep step = new MlpStep(kernels, WIDTHS, BATCH);
            for (int i = 0; i < 30; i++) {
                step.run();
            }
            return step.parameters().toArray();
        }
    }

    /** The JIT compiler removes the last objects, in its own time: so this waits for a run without any, up to a limit. */
    @ParameterizedTest
    @CsvSource({"CPU_F32,OTHERS", "CPU_F32,SEQUENCES", "CPU_BF16,OTHERS", "CPU_BF16,SEQUENCES"})
    void allCpuKernelsTogetherAllocateNothing(Subject subject, KernelAllocation.Group group)
            throws IOException, InterruptedException {
        subject.open().close(); // or skips
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(KernelAllocation.class.getName(), subject.name(), group.name()));
        Process alone = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(alone.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, alone.waitFor(), said);
        assertTrue(said.contains(KernelAllocation.NONE), subject + ": " + said);
    }

    @ParameterizedTest
    @EnumSource(
            value = Subject.class,
            names = {"PORTABLE_FLOAT", "PORTABLE_DOUBLE"})
    void portableKernelsAllocateNoMoreThanAFewSmallObjects(Subject subject) {
        try (Kernels kernels = subject.open()) {
            List<Runnable> calls = calls(kernels);
            heapBytes(calls, 20);
            long perCall = heapBytes(calls, 20) / 20 / calls.size();
            assertTrue(perCall < 1024, subject + ": " + perCall + " bytes on the heap for each call");
        }
    }

    @ParameterizedTest
    @EnumSource(Subject.class)
    void repeatedCallsAllocateNoNativeMemory(Subject subject) {
        try (Kernels kernels = subject.open()) {
            List<Runnable> calls = calls(kernels);
            heapBytes(calls, 1);
            long pointers = Pointer.totalCount();
            long arrays = nd4jObjects();
            heapBytes(calls, 10);
            assertTrue(Pointer.totalCount() <= pointers, subject + ": new native objects");
            assertEquals(1, nd4jObjects() - arrays, subject + ": new ND4J arrays, less one");
        }
    }

    /** ND4J numbers all its buffers and contexts; asking for a number takes one too. */
    private static long nd4jObjects() {
        return Nd4j.getDeallocatorService().nextValue();
    }

    static List<Runnable> calls(Kernels kernels) {
        return calls(kernels, KernelCase.all());
    }

    static List<Runnable> calls(Kernels kernels, List<KernelCase> cases) {
        List<Runnable> calls = new ArrayList<>();
        for (KernelCase example : cases) {
            Tensor[] operands = new Twins(kernels, example.operands(), Twins.Layout.WHOLE, 3).actual();
            Runnable call = example.call().bind(kernels, operands);
            calls.add(() -> {
                operands[0].touch(); // so that bf16 copies are made anew
                call.run();
            });
        }
        return calls;
    }

    static List<String> culprits(List<Runnable> calls) {
        List<KernelCase> cases = KernelCase.all();
        return IntStream.range(0, calls.size())
                .filter(i -> heapBytes(calls.subList(i, i + 1), 20) > 0)
                .mapToObj(i -> cases.get(i) + " " + cases.get(i).operands())
                .toList();
    }

    static long heapBytes(List<Runnable> calls, int rounds) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < calls.size(); i++) {
                calls.get(i).run();
            }
        }
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    @ParameterizedTest
    @EnumSource(Subject.class)
    void productsSeeWeightsThatChangedThroughAnotherView(Subject subject) {
        try (Kernels kernels = subject.open()) {
            Tensor flat = kernels.zeros(Shape.of(64 * 96));
            Tensor weight = flat.view(0, Shape.of(64, 96));
            Tensor x = kernels.zeros(Shape.of(70, 64));
            Tensor y = kernels.zeros(Shape.of(70, 96));
            kernels.fill(x, 1);
            kernels.fill(flat, 1);
            Step product = kernels.matmul(x, weight, y);
            product.run();
            kernels.fill(flat, 2);
            product.run();
            assertEquals(128, y.get(0), subject.toString());
        }
    }

    /** What a step holds is freed with it, and the next ones compute as before. */
    @ParameterizedTest
    @EnumSource(Subject.class)
    void stepsOfManyShapesLeaveNothingBehind(Subject subject) {
        try (Kernels kernels = subject.open()) {
            Tensor x = kernels.zeros(Shape.of(1200, 64));
            Tensor weight = kernels.zeros(Shape.of(64, 64));
            Tensor y = kernels.zeros(Shape.of(1200, 64));
            kernels.fill(x, 0.5);
            kernels.fill(weight, 0.25);
            for (int rows = 1; rows <= 1200; rows += 4) {
                kernels.fill(y, 0);
                kernels.matmul(x.rows(rows), weight, y.rows(rows)).run();
                assertEquals(8, y.get(rows * 64 - 1), subject + ", rows " + rows);
            }
        }
    }

    @Test
    void closedCpuKernelsRefuseToCompute() {
        Kernels kernels = new CpuKernels(Precision.F32, false);
        Tensor x = kernels.zeros(Shape.of(64, 64));
        Step product = kernels.matmul(x, x, kernels.zeros(Shape.of(64, 64)));
        Step curve = kernels.curve(Curve.of(Curve.Form.TANH), x, x);
        kernels.close();
        kernels.close();
        assertThrows(IllegalStateException.class, product::run);
        assertThrows(IllegalStateException.class, curve::run);
    }
}
