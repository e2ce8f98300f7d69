package org.sparksg.lab.compare;

import java.util.List;

/**
 * Some numbers in short.
 *
 * @param count how many there are
 * @param mean their mean; NaN if there are none
 * @param deviation their sample standard deviation; NaN if there are fewer than two
 */
record Statistics(int count, double mean, double deviation) {

    static Statistics of(List<Double> numbers) {
        int count = numbers.size();
        double mean =
                numbers.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
        double squares = numbers.stream()
                .mapToDouble(number -> (number - mean) * (number - mean))
                .sum();
        return new Statistics(count, mean, count < 2 ? Double.NaN : Math.sqrt(squares / (count - 1)));
    }
}
