package org.sparksg.data;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.sparksg.settings.Decimal;

/**
 * Reads the column that steps are ordered by: numbers, or dates and times as ISO 8601 writes them, also with a blank in front of the time. Times
 * without an offset are those of one clock, whichever.
 */
final class StepOrder {
    private Boolean times; // whether they are; null before the first row

    /** Returns the place of a row in time; for dates and times in microseconds since 1970. */
    double read(TableCursor cursor, int column) {
        TableRows.requirePresent(cursor, column);
        String text = cursor.text(column).strip();
        double number = Decimal.parse(text);
        boolean isTime = Double.isNaN(number);
        if (times != null && isTime != times) {
            throw cursor.error(
                    column,
                    "\"" + text + "\" is " + (isTime ? "no number" : "a number") + ", expected "
                            + (times ? "a date or time" : "a number") + " as in the first row");
        }
        times = isTime;
        double place = isTime ? time(text) : number;
        if (!Double.isFinite(place)) {
            throw cursor.error(
                    column,
                    "\"" + text + "\" is neither a finite number nor a date or time such as 2024-05-31 or 2024-05-31"
                            + " 12:30:00, expected what steps can be ordered by");
        }
        if (Math.abs(place) >= Narrowing.EXACT && Decimal.isWhole(text)) {
            throw cursor.error(
                    column,
                    text
                            + " is beyond 2^53, from where on 64 bits do not hold every whole number: subtract the smallest one,"
                            + " or count in microseconds");
        }
        return place;
    }

    /** Returns microseconds, or NaN if it is none. */
    private static double time(String text) {
        String iso = text.replace(' ', 'T');
        try {
            if (iso.indexOf('T') < 0) {
                return microseconds(LocalDate.parse(iso).atStartOfDay().toInstant(ZoneOffset.UTC));
            }
            boolean local = iso.substring(iso.indexOf('T')).chars().noneMatch(c -> c == 'Z' || c == '+' || c == '-');
            return microseconds(
                    local
                            ? LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC)
                            : OffsetDateTime.parse(iso).toInstant());
        } catch (DateTimeException | ArithmeticException e) {
            return Double.NaN;
        }
    }

    private static double microseconds(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }
}
