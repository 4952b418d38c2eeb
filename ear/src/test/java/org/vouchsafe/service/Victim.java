package org.vouchsafe.service;

import org.vouchsafe.launcher.Service;

/** Whom {@code kill -9} hits. The broker is a part of the server. */
enum Victim {
  PROCESSOR {
    @Override
    void kill(Service service) throws Exception {
      service.part("processor " + NAME).kill();
    }

    @Override
    void restart(Service service) throws Exception {
      service.restartProcessor(NAME);
    }
  },
  SERVER {
    @Override
    void kill(Service service) throws Exception {
      service.part("server").kill();
    }

    @Override
    void restart(Service service) throws Exception {
      service.restartServer();
    }
  },
  DATABASE {
    @Override
    void kill(Service service) throws Exception {
      service.part("postgres").kill();
    }

    @Override
    void restart(Service service) throws Exception {
      service.restartDatabase();
    }
  };

  /** The processor that everything is asked for on, and that is killed. */
  static final String NAME = "alpha";

  abstract void kill(Service service) throws Exception;

  /** As the launcher starts it: what it kept is there, what it had in memory is not. */
  abstract void restart(Service service) throws Exception;
}
