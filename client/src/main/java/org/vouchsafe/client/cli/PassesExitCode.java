package org.vouchsafe.client.cli;

/** A command whose exit code is normally that of a program. */
interface PassesExitCode {}
