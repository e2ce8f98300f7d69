package org.sparksg.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sparksg.pipeline.Cut;
import org.sparksg.settings.BadSetting;

/** Reads {@code stages}: a count, a list of layer counts, some of them with a clock, or {@code auto}. */
final class CutType {
    private static final Pattern AUTO = Pattern.compile("auto(?::(\\d{1,9}))?");
    private static final String FORMS =
            "must be a count such as 3, a list of layers per stage such as [3, 3, 2], auto," + " or \"auto:3\"";
    private static final String LAYERS = "layers";
    private static final String EVERY = "every";

    static final Type<Cut> TYPE = new Type<>(
            "count | [layers or { layers, every }, ...] | auto | \"auto:count\"",
            new Cut.Auto(0),
            CutType::parse,
            CutType::plain);

    private CutType() {}

    private static Cut parse(ConfigValue value) {
        try {
            if (value instanceof ConfigList list) {
                return explicit(list);
            }
            Matcher auto = AUTO.matcher(Type.scalar(value));
            if (auto.matches()) {
                return new Cut.Auto(auto.group(1) == null ? 0 : Integer.parseInt(auto.group(1)));
            }
            return new Cut.Count(count(value));
        } catch (BadSetting e) {
            throw new Type.Unfit(e.rule());
        }
    }

    private static Cut explicit(ConfigList stages) {
        List<Integer> layers = new ArrayList<>();
        List<Integer> every = new ArrayList<>();
        for (ConfigValue stage : stages) {
            boolean clocked = stage instanceof ConfigObject;
            layers.add(Type.INTEGER.parse().apply(clocked ? layers(layers.size(), (ConfigObject) stage) : stage));
            ConfigValue given = clocked ? ((ConfigObject) stage).get(EVERY) : null;
            every.add(given == null ? 1 : Type.INTEGER.parse().apply(given));
        }
        return new Cut.Layers(layers, every);
    }

    /** Returns the number of layers of a stage that is given as a section. */
    private static ConfigValue layers(int stage, ConfigObject section) {
        section.keySet().forEach(key -> {
            if (!key.equals(LAYERS) && !key.equals(EVERY)) {
                throw new Type.Unfit("stage " + stage + " has " + key + ": must be layers or every");
            }
        });
        if (!section.containsKey(LAYERS)) {
            throw new Type.Unfit("stage " + stage + " does not say how many layers it has: { layers = 2, every = 4 }");
        }
        return section.get(LAYERS);
    }

    private static int count(ConfigValue value) {
        try {
            return Type.INTEGER.parse().apply(value);
        } catch (Type.Unfit e) {
            throw new Type.Unfit(FORMS);
        }
    }

    private static Object plain(Cut cut) {
        if (cut instanceof Cut.Layers explicit) {
            List<Object> stages = new ArrayList<>();
            for (int stage = 0; stage < explicit.layers().size(); stage++) {
                int layers = explicit.layers().get(stage);
                int every = explicit.every().get(stage);
                stages.add(every == 1 ? layers : new TreeMap<>(Map.of(LAYERS, layers, EVERY, every)));
            }
            return stages;
        }
        if (cut instanceof Cut.Count count) {
            return count.stages();
        }
        int stages = ((Cut.Auto) cut).stages();
        return stages == 0 ? "auto" : "auto:" + stages;
    }
}
