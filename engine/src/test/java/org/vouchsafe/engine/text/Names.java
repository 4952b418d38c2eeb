package org.vouchsafe.engine.text;

/** Everything in a module that has a number and may have a name. */
final class Names {
  final Types types = new Types();
  final Space functions = new Space("func");
  final Space tables = new Space("table");
  final Space memories = new Space("memory");
  final Space globals = new Space("global");
  final Space elements = new Space("elem segment");
  final Space data = new Space("data segment");

  /** Of what can be imported and exported. */
  Space of(Extern kind) {
    return switch (kind) {
      case FUNC -> functions;
      case TABLE -> tables;
      case MEMORY -> memories;
      case GLOBAL -> globals;
    };
  }

  /** In the order of their numbers in the binary format. */
  enum Extern {
    FUNC,
    TABLE,
    MEMORY,
    GLOBAL;

    static Extern of(Node.Group group) throws TextError {
      return switch (group.head()) {
        case "func" -> FUNC;
        case "table" -> TABLE;
        case "memory" -> MEMORY;
        case "global" -> GLOBAL;
        default -> throw new TextError(group.line(), "unexpected token " + group.head());
      };
    }
  }
}
