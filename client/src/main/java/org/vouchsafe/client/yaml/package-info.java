/**
 * YAML as plain trees that know their line numbers and refuse unknown keys.
 *
 * <p>It builds no objects from tags.
 */
@NullMarked
package org.vouchsafe.client.yaml;

import org.jspecify.annotations.NullMarked;
