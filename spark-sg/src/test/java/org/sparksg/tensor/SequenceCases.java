package org.sparksg.tensor;

import static org.sparksg.tensor.KernelCase.add;
import static org.sparksg.tensor.KernelCase.addStep;
import static org.sparksg.tensor.KernelCase.normal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sparksg.tensor.KernelCase.Contents;
import org.sparksg.tensor.KernelCase.Operand;

/** Calls of the methods for sequences. */
final class SequenceCases {
    private SequenceCases() {}

    /** Returns all of them. */
    static List<KernelCase> all() {
        List<KernelCase> cases = new ArrayList<>();
        addAll(cases);
        return cases;
    }

    private static void addAll(List<KernelCase> cases) {
        for (int width : new int[] {1, 8, 19, 64}) {
            addLookups(cases, 7, width);
            addClasses(cases, 3, 4, width + KernelCase.IDS);
        }
        add(cases, "swapAxes", "", (c, t) -> c.swapAxes(t[0], t[1]), normal(3, 5, 7), normal(5, 3, 7));
        add(cases, "swapAxes", "of a matrix", (c, t) -> c.swapAxes(t[0], t[1]), normal(4, 9), normal(9, 4));
        for (Cell cell : Cell.values()) {
            addRecurrences(cases, cell, 1, 3, 4);
            addRecurrences(cases, cell, 4, 1, 1);
            addRecurrences(cases, cell, 3, 5, 11);
            addRecurrences(cases, cell, 6, 4, 32);
        }
        addAttentions(cases, 2, 1, 1, 4);
        addAttentions(cases, 3, 5, 2, 6);
        addAttentions(cases, 2, 21, 3, 16);
    }

    private static void addLookups(List<KernelCase> cases, int count, int width) {
        Operand ids = new Operand(Shape.of(count), Contents.CLASSES);
        Operand table = normal(KernelCase.IDS, width);
        add(cases, "lookup", "", (c, t) -> c.lookup(t[0], t[1], t[2]), ids, table, normal(count, width));
        for (boolean accumulate : new boolean[] {false, true}) {
            add(
                    cases,
                    "lookupBackward",
                    "accumulate=" + accumulate,
                    (c, t) -> c.lookupBackward(t[0], t[1], t[2], accumulate),
                    ids,
                    normal(count, width),
                    table);
        }
    }

    private static void addClasses(List<KernelCase> cases, int rows, int steps, int width) {
        Operand logits = normal(rows, steps, width);
        Operand classes = new Operand(Shape.of(rows, steps), Contents.CLASSES);
        for (boolean accumulate : new boolean[] {false, true}) {
            String variant = "accumulate=" + accumulate;
            add(
                    cases,
                    "crossEntropy",
                    variant,
                    (c, t) -> c.crossEntropy(t[0], t[1], 0.25, t[2], t[3], accumulate),
                    logits,
                    classes,
                    logits,
                    KernelCase.SUM);
            add(
                    cases,
                    "matchingClasses",
                    variant,
                    (c, t) -> c.matchingClasses(t[0], t[1], t[2], t[3], accumulate),
                    logits,
                    classes,
                    KernelCase.SUM,
                    KernelCase.SUM);
        }
    }

    private static void addRecurrences(List<KernelCase> cases, Cell cell, int steps, int rows, int units) {
        Operand x = normal(steps, rows, cell.gates() * units);
        Operand weight = normal(units, cell.gates() * units);
        Operand state = normal(rows, cell.parts() * units);
        Operand kept = normal(steps, rows, cell.kept() * units);
        Operand y = normal(steps, rows, units);
        Operand shift = normal(units);
        addStep(
                cases,
                "recurrence",
                cell.toString(),
                (c, t) -> c.recurrence(cell, t[0], t[1], shift(cell, t), t[2], t[3], t[4], t[5]),
                with(cell, shift, x, weight, state, kept, y, state));
        for (boolean accumulate : new boolean[] {false, true}) {
            String variant = cell + " accumulate=" + accumulate;
            addStep(
                    cases,
                    "recurrenceBackward",
                    variant,
                    (c, t) -> c.recurrenceBackward(
                            cell, t[0], t[1], t[2], t[3], t[4], t[5], t[6], t[7], t[8], shift(cell, t), accumulate),
                    with(cell, shift, weight, state, kept, y, y, state, x, state, weight));
            addStep(
                    cases,
                    "recurrenceBackward",
                    variant + " without an end",
                    (c, t) -> c.recurrenceBackward(
                            cell, t[0], t[1], t[2], t[3], t[4], null, t[5], t[6], t[7], shift(cell, t), accumulate),
                    with(cell, shift, weight, state, kept, y, y, x, state, weight));
        }
    }

    /** Of a GRU the last operand is a shift. */
    private static Tensor shift(Cell cell, Tensor... t) {
        return cell.hasShift() ? t[t.length - 1] : null;
    }

    private static Operand[] with(Cell cell, Operand shift, Operand... operands) {
        if (!cell.hasShift()) {
            return operands;
        }
        Operand[] more = Arrays.copyOf(operands, operands.length + 1);
        more[operands.length] = shift;
        return more;
    }

    private static void addAttentions(List<KernelCase> cases, int rows, int steps, int heads, int width) {
        Operand x = normal(rows, steps, 3 * heads * width);
        Operand y = normal(rows, steps, heads * width);
        Operand shares = new Operand(Shape.of(rows, heads, steps, steps), Contents.POSITIVE);
        for (boolean causal : new boolean[] {false, true}) {
            addStep(
                    cases,
                    "attention",
                    causal ? "causal" : "full",
                    (c, t) -> c.attention(t[0], heads, causal, t[1], t[2]),
                    x,
                    shares,
                    y);
        }
        addStep(
                cases,
                "attentionBackward",
                "",
                (c, t) -> c.attentionBackward(t[0], heads, t[1], t[2], t[3]),
                x,
                shares,
                y,
                x);
        for (int direction : new int[] {1, -1}) {
            addStep(cases, "rotate", "direction " + direction, (c, t) -> c.rotate(t[0], heads, direction, t[1]), x, x);
        }
    }
}
