package org.sparksg.lab.analyze;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.sparksg.lab.analyze.Portrait.LayerView;

/**
 * A number of each layer: a table and a chart.
 *
 * @param title what it is
 * @param unit what the numbers are
 * @param pattern how they are written
 */
record Measure(String title, String unit, String pattern, ToDoubleFunction<LayerView> number) {
    /** All of them, in the order of pages. */
    static final List<Measure> ALL = List.of(
            new Measure(
                    "Linear classifier probes, on the examples that they learned from",
                    "accuracy, %",
                    "%.2f",
                    layer -> 100 * layer.probes().training().accuracy()),
            new Measure(
                    "Linear classifier probes, on test examples",
                    "accuracy, %",
                    "%.2f",
                    layer -> 100 * layer.probes().test().accuracy()),
            new Measure(
                    "Linear regressor probes of the input, on the examples that they learned from",
                    "mean squared error",
                    "%.5f",
                    layer -> layer.probes().training().error()),
            new Measure(
                    "Linear regressor probes of the input, on test examples",
                    "mean squared error",
                    "%.5f",
                    layer -> layer.probes().test().error()),
            new Measure(
                    "Dissimilarity of examples, compared with the last hidden layer",
                    "correlation",
                    "%.3f",
                    LayerView::likeLast));

    /** Returns the number of a layer as a text; empty if there is none. */
    String text(LayerView layer) {
        return text(pattern, number.applyAsDouble(layer));
    }

    static String text(String pattern, double number) {
        return Double.isFinite(number) ? String.format(Locale.ROOT, pattern, number) : "";
    }
}
