package org.vouchsafe.host.job;

/**
 * A job failed for good. Told within the transaction that writes it down, so that whoever the job
 * was for can draw the consequence in the same one.
 */
public record JobFailed(Job job) {}
