package org.sparksg.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.sparksg.credit.AuxiliarySettings;
import org.sparksg.credit.Backpropagation;
import org.sparksg.credit.Context;
import org.sparksg.credit.Delayed;
import org.sparksg.credit.DirectFeedback;
import org.sparksg.credit.FeedbackAlignment;
import org.sparksg.credit.Interlocked;
import org.sparksg.credit.LocalLoss;
import org.sparksg.credit.NoBackpropagation;
import org.sparksg.credit.Rule;
import org.sparksg.credit.SynthesizerSettings;
import org.sparksg.credit.SyntheticGradients;
import org.sparksg.credit.TargetProjection;
import org.sparksg.nn.Loss;
import org.sparksg.nn.SquaredError;
import org.sparksg.optim.Adam;
import org.sparksg.optim.OptimizerSettings;

/** The rules that there are, with each of their settings away from its default. */
class RuleContractTest {
    private static final OptimizerSettings OPTIMIZER = OptimizerSettings.of(Adam.of(), 0.01);
    private static final AuxiliarySettings HEAD = new AuxiliarySettings(List.of(4), true, OPTIMIZER);
    private static final AuxiliarySettings PREDSIM = new AuxiliarySettings(List.of(), false, 0.99, OPTIMIZER);
    private static final SynthesizerSettings LINEAR = SynthesizerSettings.linear(Context.LABEL, 0.01);
    private static final SynthesizerSettings DEEP = new SynthesizerSettings(List.of(6), true, Context.NONE, OPTIMIZER);

    /** Of a rule that is added later, too. */
    @Test
    void everyRuleIsHere() throws ReflectiveOperationException {
        Set<String> tested = new TreeSet<>();
        for (Class<?> nested : RuleContractTest.class.getDeclaredClasses()) {
            if (RuleContract.class.isAssignableFrom(nested)) {
                Object test =
                        nested.getDeclaredConstructor(RuleContractTest.class).newInstance(this);
                tested.add(((RuleContract) test).rule().getClass().getSimpleName());
            }
        }
        Set<String> rules = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests()).importPackagesOf(Rule.class).stream()
                        .filter(type -> type.isAssignableTo(Rule.class) && !type.isInterface())
                        .map(JavaClass::getSimpleName)
                        .collect(Collectors.toSet());
        assertEquals(rules, tested);
    }

    @Nested
    class Locked extends RuleContract {
        @Override
        protected Rule rule() {
            return new Backpropagation();
        }
    }

    @Nested
    class Stashed extends RuleContract {
        @Override
        protected Rule rule() {
            return new Delayed(2, false);
        }
    }

    @Nested
    class Replayed extends RuleContract {
        @Override
        protected Rule rule() {
            return new Delayed(1, true);
        }
    }

    @Nested
    class DirectFeedbackAlignment extends RuleContract {
        @Override
        protected Rule rule() {
            return DirectFeedback.random();
        }
    }

    @Nested
    class Kickback extends RuleContract {
        @Override
        protected Rule rule() {
            return DirectFeedback.kickback();
        }

        @Override
        protected Loss loss() {
            return new SquaredError();
        }
    }

    @Nested
    class Feedback extends RuleContract {
        @Override
        protected Rule rule() {
            return new FeedbackAlignment();
        }
    }

    @Nested
    class Pairwise extends RuleContract {
        @Override
        protected Rule rule() {
            return new Interlocked(1, HEAD);
        }
    }

    @Nested
    class EndToEnd extends RuleContract {
        @Override
        protected Rule rule() {
            return new Interlocked(3, PREDSIM);
        }
    }

    @Nested
    class Local extends RuleContract {
        @Override
        protected Rule rule() {
            return new LocalLoss(HEAD);
        }
    }

    @Nested
    class Predsim extends RuleContract {
        @Override
        protected Rule rule() {
            return new LocalLoss(PREDSIM);
        }
    }

    @Nested
    class Untrained extends RuleContract {
        @Override
        protected Rule rule() {
            return new NoBackpropagation();
        }
    }

    @Nested
    class Synthetic extends RuleContract {
        @Override
        protected Rule rule() {
            return SyntheticGradients.of(LINEAR);
        }
    }

    @Nested
    class WarmUp extends RuleContract {
        @Override
        protected Rule rule() {
            return new SyntheticGradients(DEEP, 4, 0, 2);
        }
    }

    @Nested
    class Mix extends RuleContract {
        @Override
        protected Rule rule() {
            return new SyntheticGradients(LINEAR, 2, 0.5, 2);
        }
    }

    @Nested
    class ScaledMix extends RuleContract {
        @Override
        protected Rule rule() {
            return new SyntheticGradients(DEEP, 0, 0.5, 1, 0.5, 0, 0);
        }
    }

    @Nested
    class Gated extends RuleContract {
        @Override
        protected Rule rule() {
            return new SyntheticGradients(LINEAR, 0, 0, 3, 0.5, 0, 1.5);
        }
    }

    @Nested
    class Propagated extends RuleContract {
        @Override
        protected Rule rule() {
            return new SyntheticGradients(LINEAR, 3, 0, 2, 0.5, 0.1, 0);
        }
    }

    @Nested
    class Targets extends RuleContract {
        @Override
        protected Rule rule() {
            return new TargetProjection();
        }
    }
}
