package org.vouchsafe.client.cli;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** A command's manual page, in the language of man(7), from what its {@code --help} says. */
final class ManPage {
  private final CommandSpec spec;
  private final StringBuilder page = new StringBuilder();

  private ManPage(CommandSpec spec) {
    this.spec = spec;
  }

  /** As {@code vouchsafe-audit-key-create}. */
  static String name(CommandSpec spec) {
    return spec.qualifiedName("-");
  }

  static String of(CommandSpec spec) {
    ManPage page = new ManPage(spec);
    page.write();
    return page.page.toString();
  }

  private void write() {
    List<String> description = List.of(spec.usageMessage().description());
    String name = name(spec);
    macro("TH", name.toUpperCase(Locale.ROOT), "1", "", Version.line(), "Vouchsafe");
    macro("SH", "NAME");
    line(name + " - " + description.stream().findFirst().orElse("").replaceAll("\\.$", ""));
    macro("SH", "SYNOPSIS");
    String synopsis = new Help(spec, Help.defaultColorScheme(Help.Ansi.OFF)).synopsis(0);
    asItIs(synopsis.lines().toList());
    macro("SH", "DESCRIPTION");
    asItIs(description);
    if (!spec.positionalParameters().isEmpty()) {
      macro("SH", "ARGUMENTS");
      spec.positionalParameters().forEach(argument -> entry(argument.paramLabel(), argument));
    }
    if (!spec.options().isEmpty()) {
      macro("SH", "OPTIONS");
      spec.options().forEach(option -> entry(names(option), option));
    }
    commands(spec.subcommands().values().stream().distinct().toList()); // aliases are the same
    asItIs(List.of(spec.usageMessage().footer()));
  }

  private static String names(OptionSpec option) {
    String names = String.join(", ", option.names());
    return option.arity().max() == 0 ? names : names + "=" + option.paramLabel();
  }

  private void entry(String head, ArgSpec argument) {
    if (!argument.hidden()) {
      macro("TP");
      line("\\fB", head, "\\fR");
      Arrays.stream(argument.description()).forEach(this::line);
    }
  }

  private void commands(Collection<CommandLine> commands) {
    if (!commands.isEmpty()) {
      macro("SH", "COMMANDS");
    }
    for (CommandLine command : commands) {
      macro("TP");
      line("\\fB", name(command.getCommandSpec()) + "(1)", "\\fR");
      Arrays.stream(command.getCommandSpec().usageMessage().description())
          .limit(1)
          .forEach(this::line);
    }
  }

  /** Examples and lists keep their lines. */
  private void asItIs(List<String> lines) {
    macro("nf");
    lines.forEach(this::line);
    macro("fi");
  }

  private void macro(String name, String... words) {
    page.append('.').append(name);
    for (String word : words) {
      page.append(" \"").append(escaped(word).replace("\"", "\\(dq")).append('"');
    }
    page.append('\n');
  }

  private void line(String text) {
    line("", text, "");
  }

  private void line(String before, String text, String after) {
    // A dot or an apostrophe at the beginning would be a request.
    page.append("\\&").append(before).append(escaped(text)).append(after).append('\n');
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\e").replace("-", "\\-");
  }
}
