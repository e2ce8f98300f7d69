/**
 * What all settings have in common: how one that breaks a rule is told. Settings themselves are records of the packages that they
 * drive. Components are called by their names in the conf file ({@code batch-size}), whoever reads the message. {@link
 * org.sparksg.settings.FileTrouble} says the same of a path that cannot be reached.
 */
package org.sparksg.settings;
