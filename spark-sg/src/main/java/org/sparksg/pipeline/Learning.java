package org.sparksg.pipeline;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.sparksg.credit.Backpropagation;
import org.sparksg.credit.Exchange;
import org.sparksg.credit.Exchange.Reply;
import org.sparksg.credit.Exchange.Wait;
import org.sparksg.credit.Rule;
import org.sparksg.credit.SynthesizerSettings;
import org.sparksg.credit.TimeRule;
import org.sparksg.nn.Network;
import org.sparksg.settings.BadSetting;
import org.sparksg.settings.Require;
import org.sparksg.tensor.Hash;

/**
 * How the stages learn: the rule of each boundary, and what concerns all of them.
 *
 * @param rules the rule of every boundary, or one for each, from the first on
 * @param microBatches how many micro-batches a mini-batch is cut into; more of them shorten the bubbles of stages that wait
 * @param order of the micro-batches
 * @param inputs the model of the input of each stage but the first, which then does not wait for the stage below (complete unlock,
 *     Jaderberg et al. 2017); null for real inputs
 * @param updateProbability the chance with which a stage updates, for each batch and stage by itself: a stage that does not
 *     passes its activation on, and replies to nobody; a reply to it still teaches its synthesizer (Jaderberg et al. 2017, section on asynchronous updates: p_update)
 * @param time the gradient of what layers carry from window to window, in sequences that go on; null: it ends with the window
 */
public record Learning(
        List<Rule> rules,
        int microBatches,
        MicroBatchOrder order,
        SynthesizerSettings inputs,
        double updateProbability,
        TimeRule time)
        implements Serializable {
    private static final long UPDATES = 0x0DDD1CE;

    /** Checks what does not depend on the number of stages. */
    public Learning {
        rules = List.copyOf(rules);
        Require.that(!rules.isEmpty(), "rule", rules, "one for all boundaries, or one for each");
        Require.atLeastOne("micro-batches", microBatches);
        Require.that(
                updateProbability > 0 && updateProbability <= 1,
                "update-probability",
                updateProbability,
                "above 0 and at most 1");
        for (Rule rule : rules) {
            checkFacts(rule);
            Require.that(
                    microBatches == 1 || !rule.states(exchange -> !allowsMicroBatches(exchange)),
                    "micro-batches",
                    microBatches,
                    "1 with " + rule.label(),
                    "only stages that wait for gradients and have none of their own gain from more");
            boolean waits = rule.states(exchange -> exchange.waiting() != Wait.NEVER);
            if (inputs != null && waits) {
                throw new BadSetting(
                        "synthetic-inputs",
                        true,
                        "a stage that makes up its input must not wait for a gradient either, as with " + rule.label(),
                        "use a rule that does not wait, without warm-up");
            }
            if (updateProbability < 1 && waits) {
                throw new BadSetting(
                        "update-probability",
                        updateProbability,
                        "must be 1 with " + rule.label()
                                + ", since a stage that waits for a gradient would wait for ever when the one above"
                                + " skips a batch",
                        "use a rule that does not wait, without warm-up");
            }
        }
        boolean all = time == null || !time.learnsFromAll();
        Require.that(
                all || microBatches == 1 && updateProbability == 1,
                "time.rule",
                time == null ? "none" : time.label(),
                "another one with micro-batches or an update-probability below 1",
                "it has to learn from every batch as a whole");
    }

    /** What a rule answers beside its exchanges has to fit these. */
    private static void checkFacts(Rule rule) {
        boolean losses = rule.states(exchange -> exchange.reply() == Reply.LOSSES);
        if (losses != rule.distance() > 0 || rule.lag(1) < 0) {
            throw new BadSetting(
                    "rule",
                    rule.label(),
                    "distance = " + rule.distance() + ", lag = " + rule.lag(1)
                            + ": the distance must be >= 1 with the reply LOSSES and 0 without, the lag >= 0");
        }
    }

    /** Creates one whose gradients end with a window. */
    public Learning(
            List<Rule> rules,
            int microBatches,
            MicroBatchOrder order,
            SynthesizerSettings inputs,
            double updateProbability) {
        this(rules, microBatches, order, inputs, updateProbability, null);
    }

    /** Returns this with a gradient of the future. */
    public Learning through(TimeRule future) {
        return new Learning(rules, microBatches, order, inputs, updateProbability, future);
    }

    /** Creates one with real inputs. */
    public Learning(List<Rule> rules, int microBatches, MicroBatchOrder order, double updateProbability) {
        this(rules, microBatches, order, null, updateProbability);
    }

    private static boolean allowsMicroBatches(Exchange exchange) {
        return exchange.waiting() == Wait.BEFORE && !exchange.asks() && !exchange.taught();
    }

    /** Returns the same rule at all boundaries, without micro-batches. */
    public static Learning of(Rule... rules) {
        return new Learning(List.of(rules), 1, MicroBatchOrder.FILL_DRAIN, 1);
    }

    /** Returns backpropagation through all stages: the baseline. */
    public static Learning locked(int microBatches) {
        return new Learning(List.of(new Backpropagation()), microBatches, MicroBatchOrder.FILL_DRAIN, 1);
    }

    /** Returns the rule of the boundary above a stage. */
    public Rule rule(int boundary) {
        return rules.size() == 1 ? rules.get(0) : rules.get(boundary);
    }

    /** Returns what people call it. */
    public String label() {
        return rules.stream().map(Rule::label).distinct().collect(Collectors.joining(", "));
    }

    /** Returns why a correction would have nothing to compare, if that is so: some boundary needs a gradient that can differ from the true one. */
    Optional<String> objectionToCorrections() {
        if (inputs != null) {
            return Optional.of("synthetic inputs: the loss does not follow from the activations of the stages below");
        } else if (microBatches > 1) {
            return Optional.of("micro-batches = " + microBatches + ": a correction is one batch in one piece");
        } else if (rules.stream().allMatch(Rule::isExact)) {
            return Optional.of(label()
                    + (rules.get(0).replay()
                            ? ", which has no gradient of its own to compare"
                            : ", whose gradients are true already"));
        }
        return Optional.empty();
    }

    /** Returns whether a stage, known by its first layer, updates after a batch. */
    boolean updates(long seed, int firstLayer, long batchId) {
        return updateProbability == 1
                || Hash.uniform(Hash.mix(Hash.mix(seed ^ UPDATES, firstLayer), batchId), 0) < updateProbability;
    }

    /** Checks that the models beside the boundaries can take batches of this size. */
    void checkBatch(int rows) {
        try {
            rules.forEach(rule -> checked("rule", rule, () -> rule.checkBatch(rows)));
            if (inputs != null) {
                inputs.checkBatch("inputs", rows);
            }
        } catch (BadSetting e) {
            throw e.within("learning");
        }
    }

    /** Checks that the rules learn from targets that were multiplied by weights. */
    void checkWeights() {
        rules.forEach(rule -> checked("learning.rule", rule, rule::checkWeights));
    }

    /**
     * Checks the rules against the stages.
     *
     * @throws BadSetting saying which boundary asks for what it cannot get
     */
    void check(List<StageRange> stages, Network network) {
        int boundaries = stages.size() - 1;
        if (rules.size() != 1 && rules.size() != boundaries) {
            throw new BadSetting(
                    "learning.rule",
                    null,
                    rules.size() + " rules, but " + stages.size() + " stages have " + boundaries + " boundaries",
                    "give one for all, or one for each");
        }
        int distance = rule(0).distance();
        if (boundaries > 0 && distance > boundaries) {
            throw new BadSetting(
                    "learning.distance",
                    distance,
                    "must be <= " + boundaries + ", the number of boundaries, which is end-to-end");
        }
        for (int boundary = 0; boundary < boundaries; boundary++) {
            Rule rule = rule(boundary);
            Rule.Place place = new Rule.Place(network, stages.get(boundary).to());
            checked("learning.rule", rule, () -> rule.check(place));
            if (boundary + 1 < boundaries) {
                checkNeighbours(boundary, rule(boundary), rule(boundary + 1));
            }
        }
    }

    /** A rule of somebody's own may know nothing of keys. */
    private static void checked(String key, Rule rule, Runnable check) {
        try {
            check.run();
        } catch (BadSetting e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new BadSetting(key, rule.label(), "does not fit here: " + e.getMessage());
        }
    }

    private static boolean concernsAll(Exchange exchange) {
        return exchange.waiting() == Wait.LATER || exchange.reply() == Reply.LOSSES;
    }

    private static void checkNeighbours(int boundary, Rule lower, Rule upper) {
        Exchange below = lower.exchange(Long.MAX_VALUE);
        Exchange above = upper.exchange(Long.MAX_VALUE);
        String obstacle = null;
        if (!lower.equals(upper) && (concernsAll(below) || concernsAll(above))) {
            obstacle =
                    "cannot stand beside another rule: late and interlocked gradients pass all boundaries: use one rule"
                            + " for all of them";
        } else if (below.reply() == Reply.ERROR && above.reply() != Reply.ERROR) {
            obstacle =
                    "needs the gradient of the output, which does not get there: use it at all boundaries above, too";
        } else if (lower.states(exchange -> exchange.reply() != Reply.NOTHING)
                && !upper.states(Exchange::hasGradient)) {
            obstacle = "needs a gradient that the stage above never has: use no backpropagation here, too";
        } else if (below.waiting() == Wait.BEFORE && above.waiting() == Wait.AFTER) {
            obstacle =
                    "waits for a gradient, and SG+prop passes on only the first part of its own: use synthetic gradients";
        }
        if (obstacle != null) {
            throw new BadSetting(
                    "learning.rule",
                    null,
                    "boundary " + boundary + " with " + lower.label() + " below boundary " + (boundary + 1) + " with "
                            + upper.label(),
                    "it " + obstacle);
        }
    }
}
