package org.sparksg.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigValue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sparksg.pipeline.Cut;
import org.sparksg.settings.BadSetting;

/** Reads {@code stages}: a count, a list of layer counts, or {@code auto}. */
final class CutType {
    private static final Pattern AUTO = Pattern.compile("auto(?::(\\d{1,9}))?");
    private static final String FORMS =
            "must be a count such as 3, a list of layers per stage such as [3, 3, 2], auto," + " or \"auto:3\"";

    static final Type<Cut> TYPE = new Type<>(
            "count | [layers, ...] | auto | \"auto:count\"", new Cut.Auto(0), CutType::parse, CutType::plain);

    private CutType() {}

    private static Cut parse(ConfigValue value) {
        try {
            if (value instanceof ConfigList) {
                return new Cut.Layers(Type.INTEGERS.parse().apply(value));
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

    private static int count(ConfigValue value) {
        try {
            return Type.INTEGER.parse().apply(value);
        } catch (Type.Unfit e) {
            throw new Type.Unfit(FORMS);
        }
    }

    private static Object plain(Cut cut) {
        if (cut instanceof Cut.Layers explicit) {
            return explicit.layers();
        }
        if (cut instanceof Cut.Count count) {
            return count.stages();
        }
        int stages = ((Cut.Auto) cut).stages();
        return stages == 0 ? "auto" : "auto:" + stages;
    }
}
