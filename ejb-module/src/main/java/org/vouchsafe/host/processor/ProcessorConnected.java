package org.vouchsafe.host.processor;

import org.vouchsafe.host.identity.ProcessorId;

/** A gate of this node was (re)connected: what the processor holds must be compared. */
public record ProcessorConnected(ProcessorId processor) {}
