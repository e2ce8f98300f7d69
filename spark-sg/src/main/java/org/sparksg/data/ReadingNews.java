package org.sparksg.data;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Tells people how far a walk over all rows of a table has got: a line every ten seconds, with the rate and the time left. */
final class ReadingNews {
    private static final long EVERY_NS = 10_000_000_000L;
    private static final int LOOK = 1 << 10; // rows between two looks at the clock
    private static final double NS = 1e-9;

    private final List<TablePart> parts;
    private final boolean counted; // whether all files tell how many rows they have
    private final String what;
    private final Consumer<String> news;
    private final LongSupplier clock;
    private final long startNs;
    private long lastNs;
    private long rows;

    /**
     * Begins with the walk.
     *
     * @param what what is read, for the line
     * @param clock in nanoseconds
     */
    ReadingNews(List<TablePart> parts, String what, Consumer<String> news, LongSupplier clock) {
        this.parts = parts;
        this.counted = parts.stream().allMatch(part -> part.count() >= 0);
        this.what = what;
        this.news = news;
        this.clock = clock;
        this.startNs = clock.getAsLong();
        this.lastNs = startNs;
    }

    /** A row was read. {@code part}: the file it is of, by its position. */
    void row(int part, TableCursor cursor) throws IOException {
        if (++rows % LOOK != 0) {
            return;
        }
        long nowNs = clock.getAsLong();
        if (nowNs - lastNs >= EVERY_NS) {
            lastNs = nowNs;
            news.accept(line(share(part, cursor), (nowNs - startNs) * NS));
        }
    }

    private String line(double share, double seconds) {
        return String.format(
                Locale.ROOT,
                "reading  %s: %,d rows, %,.0f a second, %.0f %%, %.0f s left",
                what,
                rows,
                rows / seconds,
                100 * share,
                share > 0 ? seconds * (1 - share) / share : Double.NaN);
    }

    /** Returns the part of the walk that is done: of the rows, or else of the bytes, as far as a file tells where a row stands. */
    private double share(int part, TableCursor cursor) throws IOException {
        if (counted) {
            return (double) rows / parts.stream().mapToLong(TablePart::count).sum();
        }
        TableCursor.Place place = cursor.next(0);
        long done = lengths(parts.subList(0, part)) + (place == null ? 0 : place.offset());
        return (double) done / lengths(parts);
    }

    private static long lengths(List<TablePart> files) {
        return files.stream().mapToLong(part -> part.file().length()).sum();
    }
}
