package org.vouchsafe.engine.text;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.engine.compile.CompiledModule;
import org.vouchsafe.engine.compile.CompiledModule.Instantiated;
import org.vouchsafe.engine.compile.Compiler;
import org.vouchsafe.engine.compile.LinkException;
import org.vouchsafe.engine.module.InvalidModule;
import org.vouchsafe.engine.module.MalformedModule;
import org.vouchsafe.engine.module.Module;
import org.vouchsafe.engine.module.ModuleException;
import org.vouchsafe.engine.module.Op;
import org.vouchsafe.engine.runtime.Boxes;
import org.vouchsafe.engine.runtime.Function;
import org.vouchsafe.engine.runtime.Global;
import org.vouchsafe.engine.runtime.Quota;
import org.vouchsafe.engine.runtime.Store;
import org.vouchsafe.engine.runtime.Trap;
import org.vouchsafe.engine.text.Node.Group;
import org.vouchsafe.engine.text.Node.Word;

/** Runs a script: modules, actions on them, and what is asserted of both. */
final class ScriptRunner {
  /** In bytes, for all of a script. */
  private static final long QUOTA = 1L << 30;

  private static final Set<String> COMMANDS =
      Set.of(
          "module",
          "register",
          "invoke",
          "get",
          "assert_return",
          "assert_trap",
          "assert_exhaustion",
          "assert_malformed",
          "assert_invalid",
          "assert_unlinkable",
          "assert_uninstantiable");

  /** A module of the script, running. */
  private record Running(CompiledModule code, Instantiated made) {}

  /** An assertion does not hold. */
  private static final class Unmet extends Exception {
    private static final long serialVersionUID = 1L;

    Unmet(String why) {
      super(why);
    }
  }

  private final String file;
  private final Manner manner;
  private final Store store;
  private final Compiler compiler = new Compiler();
  private final Map<String, Map<String, Object>> registered = new HashMap<>();
  private final Map<String, Running> named = new HashMap<>();
  private final Tally tally = new Tally();
  private final Set<Op> met = EnumSet.noneOf(Op.class);
  private @Nullable Running current;

  private ScriptRunner(String file, Manner manner, Store store) {
    this.file = file;
    this.manner = manner;
    this.store = store;
    registered.put("spectest", Spectest.exports(compiler, store));
  }

  /**
   * Runs all of it; a command that fails does not keep the others from running.
   *
   * @param met takes the instructions of all modules that could be read
   */
  static Tally run(String file, byte[] source, Manner manner, Set<Op> met) throws TextError {
    List<Node> commands = Lexer.read(source, 1);
    try (Store store = new Store(Quota.of(QUOTA))) {
      ScriptRunner runner = new ScriptRunner(file, manner, store);
      if (commands.stream().noneMatch(ScriptRunner::isCommand)) {
        runner.attempt(new Group(withHead(commands), 1));
      } else {
        for (Node command : commands) {
          runner.attempt((Group) command);
        }
      }
      met.addAll(runner.met);
      return runner.tally;
    }
  }

  private static boolean isCommand(Node node) {
    return node instanceof Group group && COMMANDS.contains(group.head());
  }

  /** A script may be the fields of one module. */
  private static List<Node> withHead(List<Node> fields) {
    List<Node> all = new java.util.ArrayList<>(fields);
    all.add(0, new Word("module", 1));
    return all;
  }

  private void attempt(Group command) {
    try {
      String kind = perform(command);
      tally.held(kind);
    } catch (TextError
        | ModuleException
        | LinkException
        | Unmet
        | RuntimeException
        | StackOverflowError
        | LinkageError e) {
      boolean ours = e instanceof Unmet;
      String at = e.getStackTrace().length == 0 ? "" : " at " + e.getStackTrace()[0];
      tally.failed(
          file
              + ":"
              + command.line()
              + " "
              + command.head()
              + ": "
              + (ours ? e.getMessage() : e + at));
    }
  }

  /** What kind of command held. */
  private String perform(Group command) throws TextError, ModuleException, LinkException, Unmet {
    NodeCursor in = NodeCursor.inside(command);
    switch (command.head()) {
      case "module" -> {
        current = null;
        Running made = instantiate(in);
        current = made;
        String name = ModuleSource.name(command);
        if (name != null) {
          named.put(name, made);
        }
      }
      case "register" -> {
        String as = in.string();
        registered.put(as, running(in).made().exports());
      }
      case "invoke", "get" -> act(command);
      case "assert_return" -> assertReturn(in);
      case "assert_trap" -> {
        if (in.atGroup("module")) {
          assertTrap(in, group -> instantiate(NodeCursor.inside(group)));
          return "assert_uninstantiable";
        }
        assertTrap(in, this::act);
      }
      case "assert_exhaustion" -> assertTrap(in, this::act);
      case "assert_uninstantiable" ->
          assertTrap(in, group -> instantiate(NodeCursor.inside(group)));
      case "assert_malformed" -> assertMalformed(in);
      case "assert_invalid" -> assertInvalid(in);
      case "assert_unlinkable" -> assertUnlinkable(in);
      default -> throw in.error("unknown command " + command.head());
    }
    return command.head();
  }

  private Running instantiate(NodeCursor module) throws TextError, ModuleException, LinkException {
    Module read = Module.read(ModuleSource.binary(module));
    remember(read);
    CompiledModule compiled = compiler.compile(read);
    Instantiated made =
        compiled.instantiate(
            wanted -> registered.getOrDefault(wanted.module(), Map.of()).get(wanted.name()), store);
    return new Running(compiled, made);
  }

  private void remember(Module module) throws MalformedModule {
    for (int i = module.importedFunctions(); i < module.functionCount(); i++) {
      var code = module.code(i);
      while (!code.atEnd()) {
        met.add(code.next());
      }
    }
  }

  private Running running(NodeCursor in) throws TextError, Unmet {
    String name = in.name();
    Running found = name == null ? current : named.get(name);
    if (found == null) {
      throw new Unmet("there is no module " + (name == null ? "now" : name));
    }
    return found;
  }

  private @Nullable Object[] act(Group action) throws TextError, Unmet {
    NodeCursor in = NodeCursor.inside(action);
    Running on = running(in);
    Object export = on.made().exports().get(in.string());
    switch (action.head()) {
      case "invoke" -> {
        if (!(export instanceof Function function)) {
          throw new Unmet("not an exported function");
        }
        return manner.call(on.code(), on.made(), function, Values.arguments(in), tally);
      }
      case "get" -> {
        in.end();
        if (!(export instanceof Global global)) {
          throw new Unmet("not an exported global");
        }
        boolean reference = global.type().type().isReference();
        return new @Nullable Object[] {
          reference ? global.reference : Boxes.of(global.type().type(), global.bits)
        };
      }
      default -> throw in.error("unknown action " + action.head());
    }
  }

  private void assertReturn(NodeCursor in) throws TextError, Unmet {
    @Nullable Object[] got;
    try {
      got = act(in.group());
    } catch (Trap trap) {
      throw new Unmet("trapped: " + trap.reason());
    }
    List<Values.Expected> expected = Values.expected(in);
    boolean equal = got.length == expected.size();
    for (int i = 0; equal && i < got.length; i++) {
      equal = expected.get(i).accepts(got[i]);
    }
    if (!equal) {
      throw new Unmet("gave " + java.util.Arrays.toString(got));
    }
  }

  private interface Attempt {
    Object perform(Group what) throws TextError, ModuleException, LinkException, Unmet;
  }

  private void assertTrap(NodeCursor in, Attempt attempt)
      throws TextError, ModuleException, LinkException, Unmet {
    Group what = in.group();
    String wanted = in.string();
    in.end();
    try {
      attempt.perform(what);
    } catch (Trap trap) {
      String got = trap.reason().toString();
      if (!wanted.startsWith(got) && !(got.startsWith(wanted) && !wanted.isEmpty())) {
        throw new Unmet("trapped: " + got + ", not: " + wanted);
      }
      tally.trapped(trap.reason());
      return;
    }
    throw new Unmet("did not trap: " + wanted);
  }

  private void assertMalformed(NodeCursor in)
      throws TextError, ModuleException, LinkException, Unmet {
    Group module = in.group();
    String why = in.string();
    in.end();
    try {
      instantiate(NodeCursor.inside(module));
    } catch (TextError | MalformedModule e) {
      tally.refused(file + ":" + module.line(), why, e);
      return;
    }
    throw new Unmet("was accepted: " + why);
  }

  private void assertInvalid(NodeCursor in)
      throws TextError, ModuleException, LinkException, Unmet {
    Group module = in.group();
    String why = in.string();
    in.end();
    try {
      instantiate(NodeCursor.inside(module));
    } catch (InvalidModule e) {
      tally.refused(file + ":" + module.line(), why, e);
      return;
    }
    throw new Unmet("was accepted: " + why);
  }

  private void assertUnlinkable(NodeCursor in) throws TextError, ModuleException, Unmet {
    Group module = in.group();
    String why = in.string();
    in.end();
    try {
      instantiate(NodeCursor.inside(module));
    } catch (LinkException e) {
      return;
    }
    throw new Unmet("was linked: " + why);
  }
}
