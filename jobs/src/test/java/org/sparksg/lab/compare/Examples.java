package org.sparksg.lab.compare;

import java.util.List;

/** Results to write reports of. */
final class Examples {
    private Examples() {}

    static Result result(String rule, String network, long seed, double error, double rate) {
        return result(rule, network, seed, new Result.Score("test", error, 0.25), rate);
    }

    static Result trained(String rule, long seed, double loss) {
        return result(rule, "deep", seed, new Result.Score("test", 0.1, loss), 1000);
    }

    private static Result result(String rule, String network, long seed, Result.Score score, double rate) {
        return new Result(
                rule + "_" + network + "_s" + seed,
                rule,
                network,
                seed,
                Outcome.COMPLETE,
                score,
                1234,
                new Result.Figures(0.5, 40, rate, 2.5, List.of(0.5, 0.75)));
    }

    static Result diverged(String rule, String network, long seed) {
        return new Result(
                rule + "_" + network + "_s" + seed,
                rule,
                network,
                seed,
                Outcome.DIVERGED,
                Result.Score.NONE,
                1234,
                Result.Figures.NONE);
    }

    static Result regression(String rule, double loss) {
        return new Result(
                rule + "_s1",
                rule,
                "",
                1,
                Outcome.COMPLETE,
                new Result.Score("validation", Double.NaN, loss),
                12,
                Result.Figures.NONE);
    }

    static Comparison comparison(Result... results) {
        return new Comparison(
                "grid",
                "locked",
                java.util.OptionalDouble.empty(),
                results.length,
                java.util.Arrays.stream(results)
                        .map(result -> new Comparison.Entry(result, curves()))
                        .toList());
    }

    static Curves curves() {
        return new Curves(
                List.of(new Curves.Evaluation(20, 1.5, 0.1, 0.3), new Curves.Evaluation(40, 2.5, 0.05, Double.NaN)),
                List.of(
                        new Curves.Gradient(0, 10, 0.9, 0.4, 0.5),
                        new Curves.Gradient(0, 20, 0.8, Double.NaN, 0.25),
                        new Curves.Gradient(1, 10, 0.7, 0.6, 0.125)));
    }
}
