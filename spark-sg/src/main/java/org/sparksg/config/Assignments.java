package org.sparksg.config;

import com.typesafe.config.ConfigUtil;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The keys that one file assigns, with their lines: finds what HOCON would drop without a word. A key that is a value here and
 * a section there loses one of the two: that is an error. A value that is given twice loses the first: that is told. Neither is
 * said of values that refer to others, as in {@code a = 1, a = ${?NAME}}, of {@code +=}, or of files that include each other:
 * there it is meant.
 */
final class Assignments {
    private final String file;
    private final Map<String, Integer> values = new HashMap<>();
    private final Map<String, Integer> sections = new HashMap<>();
    private final Set<String> references = new HashSet<>();
    private final List<String> clashes = new ArrayList<>();
    private final List<String> losses = new ArrayList<>();

    /** Creates one for a file that has assigned nothing yet. */
    Assignments(String file) {
        this.file = file;
    }

    /**
     * Notes a value.
     *
     * @param refers whether it may keep what was there before
     * @param both whether the key may be a section as well
     */
    void value(List<String> path, int line, boolean refers, boolean both) {
        String key = ConfigUtil.joinPath(path);
        Integer before = values.put(key, line);
        if (refers) {
            references.add(key);
            return;
        }
        references.remove(key);
        if (!both) {
            if (sections.containsKey(key)) {
                clash(key, line, "a value here and a section", sections.get(key));
            }
            parts(path.subList(0, path.size() - 1), line);
        }
        if (before != null) {
            losses.add(file + ":" + line + ": " + key + ": is given in line " + before
                    + ", too, which has no effect: delete one of the two");
        }
    }

    /** Notes a section, which cannot be a value as well. */
    void section(List<String> path, int line) {
        parts(path, line);
    }

    private void parts(List<String> path, int line) {
        for (int length = 1; length <= path.size(); length++) {
            String key = ConfigUtil.joinPath(path.subList(0, length));
            if (sections.putIfAbsent(key, line) == null && values.containsKey(key) && !references.contains(key)) {
                clash(key, line, "a section here and a value", values.get(key));
            }
        }
    }

    private void clash(String key, int line, String what, int before) {
        clashes.add(file + ":" + line + ": " + key + ": is " + what + " in line " + before
                + ", and can only be one of the two: delete one");
    }

    /** Returns the errors. */
    List<String> clashes() {
        return clashes;
    }

    /** Returns what is told. */
    List<String> losses() {
        return losses;
    }
}
