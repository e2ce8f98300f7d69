package org.sparksg.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigValue;
import java.util.List;
import org.sparksg.nn.ClassWeights;
import org.sparksg.settings.BadSetting;
import org.sparksg.settings.Suggestion;

/** Reads how much classes count: {@code balanced}, or a number for each. */
final class ClassWeightsType {
    private static final List<String> NAMES = List.of("none", "balanced");
    private static final Type<List<Double>> NUMBERS = Type.NUMBER.list("a list of numbers");

    static final Type<ClassWeights> TYPE = new Type<>(
            "none | balanced | a list of numbers",
            ClassWeights.NONE,
            ClassWeightsType::parse,
            weights -> weights.values().isEmpty() ? weights.toString() : weights.values());

    private ClassWeightsType() {}

    private static ClassWeights parse(ConfigValue value) {
        if (value instanceof ConfigList) {
            try {
                return new ClassWeights(false, NUMBERS.parse().apply(value));
            } catch (BadSetting e) {
                throw new Type.Unfit(e.getMessage());
            }
        }
        String name = Type.scalar(value);
        return switch (name) {
            case "none" -> ClassWeights.NONE;
            case "balanced" -> ClassWeights.BALANCED;
            default -> throw new Type.Unfit("unknown; " + Suggestion.oneOf(name, NAMES));
        };
    }
}
