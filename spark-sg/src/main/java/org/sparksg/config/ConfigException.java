package org.sparksg.config;

import java.util.List;

/** A conf file that cannot be used: each problem names file, line, key, the value seen, the rule and, if known, the fix. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final List<String> problems;

    /** Creates one of all problems that were found; its message has one line for each. */
    public ConfigException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    /** Creates one of a single problem. */
    public ConfigException(String problem) {
        this(List.of(problem));
    }

    /** Returns all problems, in the order in which they were found. */
    public List<String> problems() {
        return problems;
    }
}
