package org.sparksg.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
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

/** Every implementation of {@link Kernels} against {@link ReferenceKernels}, on one table of calls. */
class KernelsTest {

    @ParameterizedTest
    @EnumSource(Subject.class)
    void agreesWithTheDefinitions(Subject subject) {
        try (Kernels kernels = subject.open();
                ReferenceKernels reference = new ReferenceKernels()) {
            for (Twins.Layout layout : Twins.Layout.values()) {
                long seed = 1;
                for (KernelCase example : KernelCase.all()) {
                    Twins twins = new Twins(kernels, example.operands(), layout, seed++);
                    double expected = example.call().on(reference, twins.expected());
                    double actual = example.call().on(kernels, twins.actual());
                    String name = subject + ", " + layout + ", seed " + (seed - 1) + ": " + example;
                    assertEquals(expected, actual, subject.tolerance() * Math.max(1, 10 * Math.abs(expected)), name);
                    twins.assertAgree(name, subject.tolerance());
                }
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
                double one = example.call().on(kernels, first.actual());
                double two = example.call().on(kernels, second.actual());
                assertEquals(one, two, subject + ": " + example);
                for (int i = 0; i < first.actual().length; i++) {
                    assertTrue(
                            Arrays.equals(first.actual()[i].toArray(), second.actual()[i].toArray()),
                            subject + ": " + example + ", operand " + i);
                }
            }
        }
    }

    @Test
    void noMethodIsLeftOut() {
        Set<String> methods = Arrays.stream(Kernels.class.getDeclaredMethods())
                .map(Method::getName)
                .collect(Collectors.toCollection(TreeSet::new));
        methods.removeAll(List.of("describe", "zeros", "close"));
        Set<String> tested =
                KernelCase.all().stream().map(KernelCase::method).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(methods, tested);
    }
}
