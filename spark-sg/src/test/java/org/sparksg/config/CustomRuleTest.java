package org.sparksg.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sparksg.credit.Backpropagation;
import org.sparksg.credit.Exchange;
import org.sparksg.credit.Rule;
import org.sparksg.settings.Require;

/** Rules of learning that stand in nobody's list: the conf file names their class. */
class CustomRuleTest {
    private static final String PACKAGE = "org.sparksg.config.CustomRuleTest$";

    /** Takes settings of its own. */
    public record Sleepy(int every) implements Rule {
        public Sleepy(Map<String, String> options) {
            this(Integer.parseInt(options.getOrDefault("every", "2")));
            Require.atLeastOne("every", every);
        }

        @Override
        public String label() {
            return "sleepy";
        }

        @Override
        public Exchange exchange(long batchId) {
            return batchId % every == 0 ? Exchange.waitingFor(Exchange.Reply.GRADIENT) : Exchange.NOTHING;
        }

        @Override
        public List<Exchange> exchanges() {
            return List.of(exchange(0), exchange(1));
        }
    }

    /** Takes none. */
    public record Plain() implements Rule {
        @Override
        public String label() {
            return "plain";
        }

        @Override
        public Exchange exchange(long batchId) {
            return Exchange.NOTHING;
        }
    }

    /** Says that it waits for nothing. */
    public record Muddled() implements Rule {
        @Override
        public String label() {
            return "muddled";
        }

        @Override
        public Exchange exchange(long batchId) {
            return Exchange.waitingFor(Exchange.Reply.NOTHING);
        }
    }

    /** Complains in Java's own words. */
    public record Picky() implements Rule {
        @Override
        public String label() {
            return "picky";
        }

        @Override
        public Exchange exchange(long batchId) {
            return Exchange.NOTHING;
        }

        @Override
        public void checkBatch(int rows) {
            throw new IllegalArgumentException("batches must be odd");
        }
    }

    /** Cannot be made from outside its package. */
    record Hidden() implements Rule {
        @Override
        public String label() {
            return "hidden";
        }

        @Override
        public Exchange exchange(long batchId) {
            return Exchange.NOTHING;
        }
    }

    private static String rule(String name) {
        return "learning.rule = \"" + PACKAGE + name + "\"";
    }

    private static RunConfig read(String text) {
        return RunConfig.parse(
                "x.conf", "data.train.format = digits, network.layers = [{dense = 10}]\n" + text, List.of());
    }

    @Test
    void ruleIsNamedByItsClass() {
        assertEquals(new Plain(), read(rule("Plain")).settings().learning().rule(0));
        assertEquals(new Sleepy(2), read(rule("Sleepy")).settings().learning().rule(0));
    }

    @Test
    void constructorGetsTheOptions() {
        RunConfig config = read(rule("Sleepy") + ", learning.options.every = 5");
        assertEquals(new Sleepy(5), config.settings().learning().rule(0));
        RunConfig again = RunConfig.parse("printed", config.render(), List.of());
        assertEquals(config.settings(), again.settings());
    }

    @Test
    void rulesOfOursStandBesideThemByBoundary() {
        List<Rule> rules = read("learning.rule = [locked, \"" + PACKAGE + "Plain\"]")
                .settings()
                .learning()
                .rules();
        assertInstanceOf(Backpropagation.class, rules.get(0));
        assertInstanceOf(Plain.class, rules.get(1));
    }

    @Test
    void whatCannotBeMadeIsToldAtTheKey() {
        assertProblem(
                "learning.rule = com.me.Missing: there is no such class: name the jar that has it with --jars",
                "learning.rule = com.me.Missing");
        assertProblem(
                "learning.rule = java.lang.String: is no rule of learning: let it implement " + Rule.class.getName(),
                "learning.rule = java.lang.String");
        assertProblem("learning.options.every = 0: must be >= 1", rule("Sleepy") + ", learning.options.every = 0");
        assertProblem(
                "learning.options = {a = 1}: " + PACKAGE + "Plain takes none: give it a public constructor that takes a"
                        + " Map, or leave them out",
                rule("Plain") + ", learning.options.a = 1");
        String muddled = problem(rule("Muddled"));
        assertTrue(muddled.contains("Muddled: states what does not go together: "), muddled);
        assertTrue(muddled.startsWith("x.conf:2: learning.rule = "), muddled);
        String hidden = problem(rule("Hidden"));
        assertTrue(hidden.endsWith(": give it a public constructor in a public class"), hidden);
    }

    @Test
    void complaintInJavasOwnWordsIsToldAtTheKeyToo() {
        assertProblem("learning.rule = " + PACKAGE + "Picky: does not fit here: batches must be odd", rule("Picky"));
    }

    @Test
    void classThatIsNamedTwiceIsOneRule() {
        List<Rule> rules = read("learning.rule = [\"" + PACKAGE + "Plain\", \"" + PACKAGE + "Plain\"]")
                .settings()
                .learning()
                .rules();
        assertSame(rules.get(0), rules.get(1));
    }

    private static void assertProblem(String expected, String text) {
        assertEquals("x.conf:2: " + expected, problem(text));
    }

    private static String problem(String text) {
        try {
            return read(text).render();
        } catch (ConfigException e) {
            return e.getMessage();
        }
    }
}
