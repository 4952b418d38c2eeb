package org.vouchsafe.web.api;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.vouchsafe.web.channel.ChannelResource;
import org.vouchsafe.web.problem.ProblemMapper;
import org.vouchsafe.web.security.Authentication;
import org.vouchsafe.web.security.BodyLimit;

/**
 * Everything that is served under {@code /api/v1}, by name: nothing is exposed by being found. The
 * framework makes resources itself and insists on a constructor without parameters, so what they
 * need is injected into their fields.
 */
@ApplicationPath("/api/v1")
public class Api extends Application {
  static final List<Class<?>> RESOURCES =
      List.of(
          AccountsResource.class,
          AuditLogResource.class,
          AuditorResource.class,
          AuthorityResource.class,
          ChannelResource.class,
          DeadLettersResource.class,
          EnvironmentsResource.class,
          EventsResource.class,
          JobsResource.class,
          LoadersResource.class,
          ProcessorsResource.class,
          ServiceResource.class,
          SessionResource.class,
          TokensResource.class);

  @Override
  public Set<Class<?>> getClasses() {
    Set<Class<?>> classes = new HashSet<>(RESOURCES);
    classes.add(Authentication.class);
    classes.add(BodyLimit.class);
    classes.add(JsonFieldsReader.class);
    classes.add(ProblemMapper.class);
    return classes;
  }
}
