/**
 * The policy file: YAML in, {@code attestation} policy out, with every acceptance spelled out.
 *
 * <p>It does not appraise anything.
 */
@NullMarked
package org.vouchsafe.client.policy;

import org.jspecify.annotations.NullMarked;
