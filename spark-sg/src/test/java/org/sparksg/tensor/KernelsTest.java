package org.sparksg.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sparksg.nn.Draws;

/** Every implementation of {@link Kernels} against {@link ReferenceKernels}, on one table of calls. */
class KernelsTest {

    @ParameterizedTest
    @EnumSource(Subject.class)
    void agreesWithTheDefinitions(Subject subject) {
        try (Kernels kernels = subject.open();
                ReferenceKernels reference = new ReferenceKernels()) {
            int seed = 0;
            for (KernelCase example : KernelCase.all()) {
                Twins.Layout layout = Twins.Layout.values()[seed % Twins.Layout.values().length];
                Twins twins = new Twins(kernels, example.operands(), layout, seed);
                String name = subject + ", " + layout + ", seed " + seed + ": " + example;
                example.call().on(reference, twins.expected());
                example.call().on(kernels, twins.actual());
                twins.assertAgree(name, subject.tolerance());
                seed++;
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Subject.class)
    void sameCallGivesBitwiseTheSameResult(Subject subject) {
        try (Kernels kernels = subject.open()) {
            for (KernelCase example : KernelCase.all()) {
                Twins first = new Twins(kernels, example.operands(), Twins.Layout.WHOLE, 7);
                Twins second = new Twins(kernels, example.operands(), Twins.Layout.WHOLE, 7);
                example.call().on(kernels, first.actual());
                example.call().on(kernels, second.actual());
                for (int i = 0; i < first.actual().length; i++) {
                    assertTrue(
                            Arrays.equals(first.actual()[i].toArray(), second.actual()[i].toArray()),
                            subject + ": " + example + ", operand " + i);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Subject.class)
    void shapesThatDoNotFitAreRefusedByName(Subject subject) {
        try (Kernels kernels = subject.open()) {
            for (KernelCase example : KernelCase.all()) {
                for (int i = 0;
                        example.operands().size() > 1 && i < example.operands().size();
                        i++) {
                    Tensor[] operands = new Twins(kernels, example.operands(), Twins.Layout.WHOLE, 1).actual();
                    Shape wrong = grown(operands[i].shape());
                    operands[i] = kernels.zeros(wrong);
                    String name = subject + ": " + example + ", operand " + i + " of shape " + wrong;
                    Exception refusal = assertThrows(
                            IllegalArgumentException.class, () -> example.call().on(kernels, operands), name);
                    String message = refusal.getMessage();
                    assertTrue(message.startsWith(example.method()), message);
                    assertTrue(message.contains(wrong.toString()), message);
                }
            }
        }
    }

    private static Shape grown(Shape shape) {
        Shape taller = shape.withRows(shape.dim(0) + 1);
        return shape.rank() == 1 ? taller : Shape.of(taller.dim(0), taller.size() / taller.dim(0) + 1);
    }

    @ParameterizedTest
    @EnumSource(Subject.class)
    void tensorsOfAnotherTypeAreRefused(Subject subject) {
        try (Kernels kernels = subject.open()) {
            Element other = subject == Subject.PORTABLE_DOUBLE ? Element.F32 : Element.F64;
            for (KernelCase example : KernelCase.all()) {
                Tensor[] operands = example.operands().stream()
                        .map(operand -> Tensor.zeros(other, operand.shape()))
                        .toArray(Tensor[]::new);
                assertThrows(
                        IllegalArgumentException.class,
                        () -> example.call().on(kernels, operands),
                        subject + ": " + example);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Subject.class)
    void momentsThatDecayIntoDenormalNumbersBecomeZero(Subject subject) {
        try (Kernels kernels = subject.open()) {
            Tensor parameters = kernels.zeros(Shape.of(19));
            Tensor gradient = kernels.zeros(Shape.of(19));
            Tensor first = kernels.zeros(Shape.of(19));
            Tensor second = kernels.zeros(Shape.of(19));
            kernels.fill(first, -1.01e-30);
            kernels.fill(second, 1.0001e-30);
            kernels.adam(parameters, gradient, first, second, AdamStep.of(10, 0.1, 1, 0.9, 0.999, 1e-8, 0, false));
            Tensor sum = kernels.sum();
            kernels.dot(first, first, sum, false);
            assertEquals(0, sum.get(0), subject.toString());
            for (double moment : second.toArray()) {
                assertEquals(0, moment, subject.toString());
            }
        }
    }

    @Test
    void adamGivesTheSameBitsInSinglePrecisionWhoeverSteps() {
        try (Kernels cpu = Backend.CPU.open(Precision.F32);
                Kernels portable = Backend.PORTABLE.open(Precision.F32)) {
            assertArrayEquals(adam(portable), adam(cpu));
        }
    }

    /** Returns parameters after some steps: of whole vectors, and of the elements that are left over. */
    private static double[] adam(Kernels kernels) {
        Tensor parameters = Draws.normal(kernels, Shape.of(103), 1);
        Tensor first = kernels.zeros(Shape.of(103));
        Tensor second = kernels.zeros(Shape.of(103));
        for (int step = 1; step <= 20; step++) {
            Tensor gradient = Draws.normal(kernels, Shape.of(103), 1 + step);
            AdamStep numbers = AdamStep.of(step, 0.1, 0.25, 0.9, 0.999, 1e-8, 0.01, false);
            kernels.adam(parameters, gradient, first, second, numbers);
        }
        return parameters.toArray();
    }

    @ParameterizedTest
    @EnumSource(Subject.class)
    void notANumberIsNotHidden(Subject subject) {
        try (Kernels kernels = subject.open()) {
            for (String method : List.of("matmul", "dense", "denseRelu", "relu", "curve", "softmaxCrossEntropy")) {
                for (KernelCase example : KernelCase.all()) {
                    boolean plain = example.variant().matches("[A-Z]*|accumulate=false of classes");
                    if (example.method().equals(method) && plain) {
                        Tensor[] operands = new Twins(kernels, example.operands(), Twins.Layout.WHOLE, 1).actual();
                        kernels.fill(operands[0], Double.NaN);
                        example.call().on(kernels, operands);
                        Tensor result = operands[operands.length - 1];
                        assertTrue(Double.isNaN(result.get(result.size() - 1)), subject + ": " + example);
                    }
                }
            }
        }
    }

    @Test
    void noMethodIsLeftOut() {
        Set<String> methods = Arrays.stream(Kernels.class.getDeclaredMethods())
                .map(Method::getName)
                .collect(Collectors.toCollection(TreeSet::new));
        methods.removeAll(List.of("describe", "zeros", "sum", "close"));
        Set<String> tested =
                KernelCase.all().stream().map(KernelCase::method).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(methods, tested);
    }
}
