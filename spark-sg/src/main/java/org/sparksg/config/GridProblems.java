package org.sparksg.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The problems of the runs of a grid. What is wrong with several of them is told once, with the runs that it concerns. */
public final class GridProblems {
    private static final int NAMED = 3;

    private final Map<String, Set<String>> found = new LinkedHashMap<>();
    private final Set<String> all = new LinkedHashSet<>();

    /** Notes that a combination of rule and network exists, so that a problem of every one of them needs no names. */
    public void saw(String combination) {
        all.add(combination);
    }

    /** Notes a problem of a combination of rule and network. */
    public void add(String combination, String problem) {
        saw(combination);
        found.computeIfAbsent(problem, ignored -> new LinkedHashSet<>()).add(combination);
    }

    /**
     * Ends the search.
     *
     * @throws ConfigException with all problems, if there are any
     */
    public void check() {
        if (!found.isEmpty()) {
            List<String> lines = new ArrayList<>();
            found.forEach((problem, where) -> lines.add(problem + (where.equals(all) ? "" : concerning(where))));
            throw new ConfigException(lines);
        }
    }

    private static String concerning(Set<String> combinations) {
        List<String> named = combinations.stream().limit(NAMED).toList();
        int more = combinations.size() - named.size();
        return " (in " + String.join(", ", named) + (more > 0 ? " and " + more + " more" : "") + ")";
    }
}
