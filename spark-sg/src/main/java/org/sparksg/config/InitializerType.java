package org.sparksg.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.List;
import java.util.Map;
import org.sparksg.nn.Initializer;
import org.sparksg.settings.BadSetting;
import org.sparksg.settings.Suggestion;

/** Reads how weights start: {@code he-normal}, {@code glorot-uniform}, {@code {normal = 0.01}}, ... */
final class InitializerType {
    private static final List<String> NAMES =
            List.of("he-normal", "glorot-uniform", "orthogonal", "normal", "uniform", "constant");

    static final Type<Initializer> TYPE = new Type<>(
            "he-normal | glorot-uniform | orthogonal | {orthogonal = gain} | {normal = deviation} | {uniform = limit} |"
                    + " {constant = number}",
            new Initializer.HeNormal(),
            InitializerType::parse,
            InitializerType::plain);

    private InitializerType() {}

    private static Initializer parse(ConfigValue value) {
        if (value instanceof ConfigObject object && object.size() == 1) {
            Map.Entry<String, ConfigValue> only = object.entrySet().iterator().next();
            return withNumber(only.getKey(), Type.NUMBER.parse().apply(only.getValue()));
        }
        String name = Type.scalar(value);
        return switch (name) {
            case "he-normal" -> new Initializer.HeNormal();
            case "glorot-uniform" -> new Initializer.GlorotUniform();
            case "orthogonal" -> new Initializer.Orthogonal(1);
            case "normal", "uniform", "constant" -> throw new Type.Unfit("needs a number: {" + name + " = 0.01}");
            default -> throw unknown(name);
        };
    }

    private static Initializer withNumber(String name, double number) {
        try {
            return switch (name) {
                case "orthogonal" -> new Initializer.Orthogonal(number);
                case "normal" -> new Initializer.Normal(number);
                case "uniform" -> new Initializer.Uniform(number);
                case "constant" -> new Initializer.Constant(number);
                case "he-normal", "glorot-uniform" -> throw new Type.Unfit("takes no number: write " + name);
                default -> throw unknown(name);
            };
        } catch (BadSetting e) {
            throw new Type.Unfit(e.getMessage());
        }
    }

    private static Type.Unfit unknown(String name) {
        return new Type.Unfit("unknown initializer; " + Suggestion.oneOf(name, NAMES));
    }

    private static Object plain(Initializer initializer) {
        if (initializer instanceof Initializer.Orthogonal orthogonal) {
            return orthogonal.gain() == 1 ? "orthogonal" : Map.of("orthogonal", orthogonal.gain());
        }
        if (initializer instanceof Initializer.Normal normal) {
            return Map.of("normal", normal.deviation());
        }
        if (initializer instanceof Initializer.Uniform uniform) {
            return Map.of("uniform", uniform.limit());
        }
        if (initializer instanceof Initializer.Constant constant) {
            return Map.of("constant", constant.number());
        }
        return initializer instanceof Initializer.HeNormal ? "he-normal" : "glorot-uniform";
    }
}
