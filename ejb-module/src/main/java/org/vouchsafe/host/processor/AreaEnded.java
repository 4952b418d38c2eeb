package org.vouchsafe.host.processor;

import org.vouchsafe.attestation.Code;
import org.vouchsafe.gate.AreaId;

/** A processor says that an area is gone. */
public record AreaEnded(AreaId area, Code reason) {}
