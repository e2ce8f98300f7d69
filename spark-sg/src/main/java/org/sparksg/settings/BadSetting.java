package org.sparksg.settings;

import java.util.Optional;

/** A setting that breaks a rule. The parts are kept apart, so that whoever knows more, such as file and line, can add it. */
public final class BadSetting extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final String component;
    private final String value;
    private final String rule;
    private final String fix;

    /**
     * Creates one.
     *
     * @param component its name, as in the conf file: {@code batch-size}, or a path such as {@code learning.rule}
     * @param value what was given; null if nothing was, or if it says nothing
     * @param rule what is wrong, or what must be: {@code must be >= 1}
     * @param fix what to do about it; may be empty
     */
    public BadSetting(String component, Object value, String rule, String fix) {
        super(component + (value == null ? "" : " = " + value) + ": " + rule + (fix.isEmpty() ? "" : ": " + fix));
        this.component = component;
        this.value = value == null ? null : value.toString();
        this.rule = rule;
        this.fix = fix;
    }

    /** Creates one whose rule says what to do, too. */
    public BadSetting(String component, Object value, String rule) {
        this(component, value, rule, "");
    }

    /** Returns the name of the setting. */
    public String component() {
        return component;
    }

    /** Returns what was given, if it says something. */
    public Optional<String> value() {
        return Optional.ofNullable(value);
    }

    /** Returns what is wrong. */
    public String rule() {
        return rule;
    }

    /** Returns what to do about it; may be empty. */
    public String fix() {
        return fix;
    }

    /** Returns the same of a setting that has another name where it is known. */
    public BadSetting as(String name) {
        BadSetting renamed = new BadSetting(name, value, rule, fix);
        renamed.initCause(this);
        return renamed;
    }

    /** Returns the same of a setting that is a part of another one. */
    public BadSetting within(String whole) {
        return as(whole + "." + component);
    }
}
