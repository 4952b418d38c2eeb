package org.vouchsafe.client.channel;

import org.vouchsafe.channel.request.Operation;
import org.vouchsafe.channel.request.RequestId;

/**
 * A call of an export together with its number: however often it is made, over however many
 * channels, the environment does it once and gives the same reply again.
 */
public record Invocation(RequestId id, Operation.Invoke call) {}
