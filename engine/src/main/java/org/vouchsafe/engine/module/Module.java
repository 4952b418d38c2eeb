package org.vouchsafe.engine.module;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;

/**
 * A valid module. Functions, tables, memories and globals are numbered as in WebAssembly: imported
 * ones first.
 *
 * <p>Immutable; may be shared by any number of threads and instances.
 */
public final class Module {
  /** Beyond this, a function's locals are refused: as engines of browsers do. */
  public static final int MAX_LOCALS = 50_000;

  /**
   * How deep blocks may be inside of one another: the compiler goes down into them. Interpreters of
   * languages, when compiled, have more than 600.
   */
  public static final int MAX_NESTING = 5_000;

  /** Beyond this, a function's parameters or results are refused: as engines of browsers do. */
  public static final int MAX_ARITY = 1_000;

  /** What is imported, from where. */
  public record Import(String module, String name, ExternType type) {}

  /** What is exported under a name. */
  public record Export(String name, Kind kind, int index) {}

  /** What can be imported and exported. */
  public enum Kind {
    FUNCTION,
    TABLE,
    MEMORY,
    GLOBAL
  }

  /** What an element segment lists: either form of the binary format. */
  public sealed interface Item {}

  /** A constant expression: where it stands in the module, its {@code end} included. */
  public record Expression(int start, int end) implements Item {}

  /** A function, named by its number alone. */
  public record FunctionItem(int function) implements Item {}

  /** How a segment is used. */
  public enum Mode {
    ACTIVE,
    PASSIVE,
    DECLARATIVE
  }

  /** References for a table. {@code offset} counts for active ones only. */
  public record ElementSegment(
      ValueType type, List<Item> items, Mode mode, int table, Expression offset) {}

  /** Bytes for a memory: a range of the module. {@code offset} counts for active ones only. */
  public record DataSegment(int start, int end, Mode mode, int memory, Expression offset) {}

  /** The body of a function: where its instructions stand, the last {@code end} included. */
  record Body(List<Locals> locals, int start, int end) {}

  record Locals(int count, ValueType type) {}

  final byte[] bytes;
  final List<FunctionType> types = new ArrayList<>();
  final List<Import> imports = new ArrayList<>();
  final List<Integer> functions = new ArrayList<>();
  final List<ExternType.Table> tables = new ArrayList<>();
  final List<ExternType.Memory> memories = new ArrayList<>();
  final List<ExternType.Global> globals = new ArrayList<>();
  final List<Expression> initials = new ArrayList<>();
  final List<Export> exports = new ArrayList<>();
  final List<ElementSegment> elements = new ArrayList<>();
  final List<DataSegment> data = new ArrayList<>();
  final List<Body> bodies = new ArrayList<>();
  final BitSet referable = new BitSet();
  OptionalInt start = OptionalInt.empty();
  OptionalInt dataCount = OptionalInt.empty();

  Module(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Reads and validates.
   *
   * @throws MalformedModule when these bytes are not a module
   * @throws InvalidModule when the module breaks a rule
   */
  public static Module read(byte[] bytes) throws MalformedModule, InvalidModule {
    Module module = new ModuleReader(bytes.clone()).read();
    new Validator(module).validate();
    return module;
  }

  public List<FunctionType> types() {
    return List.copyOf(types);
  }

  public List<Import> imports() {
    return List.copyOf(imports);
  }

  public List<Export> exports() {
    return List.copyOf(exports);
  }

  public List<ExternType.Table> tables() {
    return List.copyOf(tables);
  }

  public List<ExternType.Memory> memories() {
    return List.copyOf(memories);
  }

  public List<ExternType.Global> globals() {
    return List.copyOf(globals);
  }

  public List<ElementSegment> elements() {
    return List.copyOf(elements);
  }

  public List<DataSegment> data() {
    return List.copyOf(data);
  }

  /** The function that runs when an instance is made. */
  public OptionalInt start() {
    return start;
  }

  /** How many functions there are, imported ones included. */
  public int functionCount() {
    return functions.size();
  }

  /** How many of them are imported. */
  public int importedFunctions() {
    return functions.size() - bodies.size();
  }

  public FunctionType functionType(int function) {
    return types.get(functions.get(function));
  }

  /** Whether a reference to a function can come into being: it is named outside of all code. */
  public boolean isReferable(int function) {
    return referable.get(function);
  }

  /** The types of a function's locals: its parameters first. */
  public List<ValueType> locals(int function) {
    List<ValueType> locals = new ArrayList<>(functionType(function).parameters());
    for (Locals run : body(function).locals()) {
      for (int i = 0; i < run.count(); i++) {
        locals.add(run.type());
      }
    }
    return locals;
  }

  /** The instructions of a function that is not imported. */
  public CodeCursor code(int function) {
    Body body = body(function);
    return new CodeCursor(new ByteCursor(bytes, body.start(), body.end()));
  }

  /** How long they are, in bytes. */
  public int codeSize(int function) {
    Body body = body(function);
    return body.end() - body.start();
  }

  public CodeCursor code(Expression expression) {
    return new CodeCursor(new ByteCursor(bytes, expression.start(), expression.end()));
  }

  /** What a global that is not imported starts with. */
  public Expression initial(int global) {
    return initials.get(global - (globals.size() - initials.size()));
  }

  /** The SHA-256 digest of its binary form. */
  public byte[] digest() {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  /** What a data segment holds. */
  public byte[] bytes(DataSegment segment) {
    return Arrays.copyOfRange(bytes, segment.start(), segment.end());
  }

  private Body body(int function) {
    return bodies.get(function - importedFunctions());
  }
}
