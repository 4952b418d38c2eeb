package org.vouchsafe.host.environment;

import org.vouchsafe.host.job.Job;

/** An environment that was asked for and the job that will have it made. */
public record Establishment(Environment environment, Job job) {}
