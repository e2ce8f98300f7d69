package org.sparksg.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.sparksg.settings.Require;
import org.sparksg.tensor.Shape;

/**
 * Sequences whose steps are rows of tables, in memory. Rows with the same key are one sequence, wherever they stand, and are ordered by a
 * column.
 *
 * <p>An example is a window of steps: features {@code [window, numbers]}, or {@code [window]} of ids. Longer sequences are cut into windows,
 * each an example of its own. What a sequence lacks of a window is filled up at its end with zeros, which have no class. With a label for
 * each step, or the id that follows, the target is {@code [window]} classes, -1 for none; of values {@code [window, 1]}, and all windows must be
 * full. With one label for a sequence an example is its last {@code window} steps, and the last one has the class.
 *
 * <p>Examples come in an order of the sequences that their keys decide, and the end is held out: of one sequence at most some windows are
 * held out and others are not.
 *
 * @param path a file, a directory of part files, which may be partitioned ({@code id=7/...}), or a pattern
 * @param dialect how the text of CSV files is written; null for Parquet
 * @param columns what the columns are
 * @param window steps of an example
 * @param continued whether an example goes on where the one before it ended; of one sequence only, whose last steps are not used if they
 *     are no whole window
 */
public record SequenceRows(String path, CsvDialect dialect, SequenceColumns columns, int window, boolean continued)
        implements DataSource {
    private static final double LARGE = 10; // the size of a number that initial weights are not made for

    /** Checks all components. */
    public SequenceRows {
        Require.text("path", path, "name a file, a directory or a pattern");
        Require.present("columns", columns);
        Require.atLeastOne("window", window);
        Require.that(
                !continued || columns.key().isEmpty(),
                "continued",
                continued,
                "false where key tells sequences apart",
                "they end, and none goes on where another ended; leave key out if all rows are one sequence");
    }

    TablePart part(InputFile file, Configuration hadoop) throws IOException {
        return dialect == null ? new ParquetPart(file, hadoop) : new CsvPart(file, dialect);
    }

    @Override
    public SourceSummary inspect(Configuration hadoop) throws IOException {
        return inspect(hadoop, line -> {});
    }

    @Override
    public SourceSummary inspect(Configuration hadoop, Consumer<String> news) throws IOException {
        SequenceReader found = read(hadoop, news);
        SequenceWindows windows = windows(found);
        Schema schema = new Schema(
                windows.features(),
                List.of(),
                windows.target(),
                "",
                !isRegression(),
                columns.label() == null ? List.of() : found.labels().classNames(),
                Preparation.NONE,
                0,
                new Sequences(vocabulary(found), classes(found), continued, false, windows.isPadded()));
        return new SourceSummary(
                windows.count(), schema, fingerprint(hadoop), found.lines(), List.of(), report(found, windows));
    }

    @Override
    public Examples load(Configuration hadoop) throws IOException {
        return windows(read(hadoop, line -> {}));
    }

    private SequenceReader read(Configuration hadoop, Consumer<String> news) throws IOException {
        return new SequenceReader(this, hadoop, Runtime.getRuntime().maxMemory()).read(news);
    }

    @Override
    public String fingerprint(Configuration hadoop) throws IOException {
        String reading = "" + dialect + columns + window + continued;
        return "sequences-" + Fingerprint.of(reading, InputFile.all("path", path, hadoop));
    }

    /** Classes and ids are those of the training data, and both are read in streams or not. */
    @Override
    public DataSource aligned(Schema training) {
        boolean goesOn = training.sequences().continued();
        if (goesOn && !columns.key().isEmpty()) {
            throw new DataException(
                    path + ": has sequences of its own, told apart by column \"" + columns.key()
                            + "\", but the training data are one that goes on: leave key out, or set continued = false in both");
        }
        return new Aligned(this, new SequenceRows(path, dialect, columns.as(training), window, goesOn));
    }

    private boolean isRegression() {
        return columns.label() instanceof Label.Value;
    }

    private int vocabulary(SequenceReader found) {
        return columns.hasIds() ? found.vocabulary() : 0;
    }

    private int classes(SequenceReader found) {
        if (columns.label() == null) {
            return found.vocabulary();
        }
        return isRegression() ? 0 : found.labels().target().size();
    }

    private SequenceWindows windows(SequenceReader found) {
        List<Steps> all = found.sequences();
        List<int[]> starts = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            starts.add(starts(all.get(i)));
        }
        int count =
                Math.toIntExact(starts.stream().mapToLong(each -> each.length).sum());
        if (count == 0) {
            throw new DataException(path + ": no sequence is long enough, the longest has "
                    + all.stream().mapToInt(Steps::count).max().orElse(0) + " steps: "
                    + (continued ? "make window smaller than that" : "the id that follows needs two or more"));
        }
        int[] sequence = new int[count];
        int[] start = new int[count];
        int next = 0;
        for (int i = 0; i < starts.size(); i++) {
            for (int each : starts.get(i)) {
                sequence[next] = i;
                start[next++] = each;
            }
        }
        int width = found.width();
        Shape features = columns.hasIds() ? Shape.of(window) : Shape.of(window, width);
        Shape target = isRegression() ? Shape.of(window, 1) : Shape.of(window);
        SequenceWindows windows = new SequenceWindows(all, features, target, continued, sequence, start);
        requireFull(all, windows);
        return windows;
    }

    /** Returns where the windows of a sequence begin. */
    private int[] starts(Steps steps) {
        int last = columns.label() == null ? steps.count() - 1 : steps.count(); // the last id has none that follows
        if (columns.per() == SequenceColumns.Per.SEQUENCE) {
            return new int[] {Math.max(0, last - window)};
        }
        int count = continued ? last / window : (int) (((long) last + window - 1) / window);
        return IntStream.range(0, count).map(i -> i * window).toArray();
    }

    /** Nothing marks a step that has no value to predict. */
    private void requireFull(List<Steps> all, SequenceWindows windows) {
        if (isRegression() && windows.isPadded()) {
            Steps part = all.stream()
                    .filter(steps -> steps.count() % window > 0)
                    .findFirst()
                    .orElseThrow();
            throw new DataException(path + ": " + (columns.key().isEmpty() ? "" : "sequence \"" + part.key() + "\" of ")
                    + part.count() + " steps is not cut into whole windows of " + window
                    + ", as values to predict must be: choose a window that divides the number of steps of each sequence, or"
                    + (columns.key().isEmpty() ? " set continued = true" : " leave steps out"));
        }
    }

    private DataReport report(SequenceReader found, SequenceWindows windows) {
        List<DataReport.Feature> features = new ArrayList<>();
        List<DataReport.Warning> warnings = new ArrayList<>();
        int at = 0;
        for (Column column : found.columns()) {
            List<Statistics> numbers = found.survey().numbers().subList(at, at + column.width());
            features.add(DataReport.Feature.of(column, numbers));
            at += column.width();
            double size = Statistics.pooled(numbers).size();
            if (!columns.hasIds() && size > LARGE) {
                warnings.add(
                        new DataReport.Warning(
                                "column \"" + column.name() + "\" is about " + Diagnosis.plain(Math.rint(size))
                                        + ", large for a network to begin with",
                                "divide it by a constant, or subtract its mean, before it is written: sequences are not scaled"));
            }
        }
        int longest = found.sequences().stream().mapToInt(Steps::count).max().orElse(0);
        if (columns.per() == SequenceColumns.Per.SEQUENCE && longest > window) {
            warnings.add(new DataReport.Warning(
                    "the longest sequence has " + longest + " steps, and its class is told from the last " + window,
                    "set window = " + longest + " if earlier steps matter"));
        }
        return new DataReport(
                windows.count(),
                features,
                isRegression()
                        ? DataReport.Feature.of(
                                new Column(columns.label().column(), 1),
                                List.of(found.survey().label()))
                        : null,
                columns.label() == null ? Map.of() : counts(found),
                new DataReport.Lengths(
                        found.sequences().size(),
                        found.survey().rows(),
                        found.sequences().stream().mapToInt(Steps::count).min().orElse(0),
                        longest),
                warnings);
    }

    /** Returns how many steps, or sequences, have each class. */
    private Map<String, Long> counts(SequenceReader found) {
        Map<String, Long> rows = found.labels().counts();
        if (columns.per() == SequenceColumns.Per.STEP) {
            return rows;
        }
        List<String> names = List.copyOf(rows.keySet());
        Map<String, Long> counts = new LinkedHashMap<>();
        names.forEach(name -> counts.put(name, 0L));
        for (Steps steps : found.sequences()) {
            counts.merge(names.get((int) steps.targets()[steps.count() - 1]), 1L, Long::sum);
        }
        return counts;
    }
}
