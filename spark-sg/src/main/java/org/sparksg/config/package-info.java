/**
 * The text of a conf file to the settings that the packages own, and nothing else: HOCON in, {@link
 * org.sparksg.pipeline.RunSettings} out.
 *
 * <p>{@link org.sparksg.config.RunConfig} is the door. A {@link org.sparksg.config.Key} states name, type, default and
 * meaning of one key; reading, error messages, {@code --print-config} and the {@link org.sparksg.config.ConfigReference}
 * all come from it. The rules that a value must follow stay with the settings themselves; here their messages get file,
 * line and full key. All errors of a file are reported at once. Knows neither Spark nor the command line.
 */
package org.sparksg.config;
