package org.vouchsafe.engine.compile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.engine.module.CodeCursor;
import org.vouchsafe.engine.module.ExternType;
import org.vouchsafe.engine.module.FunctionType;
import org.vouchsafe.engine.module.MalformedModule;
import org.vouchsafe.engine.module.Module;
import org.vouchsafe.engine.module.Module.DataSegment;
import org.vouchsafe.engine.module.Module.ElementSegment;
import org.vouchsafe.engine.module.Module.Export;
import org.vouchsafe.engine.module.Module.Expression;
import org.vouchsafe.engine.module.Module.FunctionItem;
import org.vouchsafe.engine.module.Module.Import;
import org.vouchsafe.engine.module.Module.Item;
import org.vouchsafe.engine.module.Module.Mode;
import org.vouchsafe.engine.module.Op;
import org.vouchsafe.engine.module.ValueType;
import org.vouchsafe.engine.runtime.Boxes;
import org.vouchsafe.engine.runtime.Continuation;
import org.vouchsafe.engine.runtime.Ended;
import org.vouchsafe.engine.runtime.Execution;
import org.vouchsafe.engine.runtime.Function;
import org.vouchsafe.engine.runtime.Global;
import org.vouchsafe.engine.runtime.Instance;
import org.vouchsafe.engine.runtime.Memory;
import org.vouchsafe.engine.runtime.QuotaExceeded;
import org.vouchsafe.engine.runtime.Store;
import org.vouchsafe.engine.runtime.Table;
import org.vouchsafe.engine.runtime.Trap;

/** A module as classes, of which any number of instances can be made. */
public final class CompiledModule implements Execution.Code {
  /** Who gives a module what it imports. */
  @FunctionalInterface
  public interface Imports {
    /** A {@link Function}, {@link Table}, {@link Memory} or {@link Global}; null for nothing. */
    @Nullable Object find(Import wanted);
  }

  /** An instance, what it exports, and the function that has to run first. */
  public record Instantiated(
      Instance instance, Map<String, Object> exports, Optional<Function> start) {}

  private final Module module;
  private final Layout layout;
  private final Map<Integer, ModuleCompiler.Reference> references;
  private final int[] splits;
  private final Loader loader;
  private final Map<Long, Continuation> continuations = new ConcurrentHashMap<>();

  CompiledModule(
      Module module,
      Layout layout,
      Map<String, byte[]> classes,
      Map<Integer, ModuleCompiler.Reference> references,
      int[] splits,
      Signatures signatures) {
    this.module = module;
    this.layout = layout;
    this.references = references;
    this.splits = splits;
    this.loader = new Loader(classes, signatures);
  }

  private static final class Loader extends ClassLoader {
    private final Map<String, byte[]> classes;

    Loader(Map<String, byte[]> classes, ClassLoader parent) {
      super(parent);
      this.classes = classes;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      byte[] made = classes.get(name);
      if (made == null) {
        throw new ClassNotFoundException(name);
      }
      return defineClass(name, made, 0, made.length);
    }
  }

  @Override
  public FunctionType type(int function) {
    return module.functionType(function);
  }

  @Override
  public Continuation continuation(int function, int offset) {
    return continuations.computeIfAbsent(
        ((long) function << 32) | (offset & 0xFFFF_FFFFL),
        key -> DeepStack.call(() -> makeContinuation(function, offset)));
  }

  private Continuation makeContinuation(int function, int offset) {
    FunctionUnit unit = FunctionUnit.read(layout, function, splits);
    String name = Hierarchy.binaryName(ContinuationWriter.NAME);
    byte[] made = new ContinuationWriter(unit, offset).write();
    try {
      return (Continuation)
          new Loader(Map.of(name, made), loader).loadClass(name).getConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a class that was just made cannot be used", e);
    }
  }

  public Module module() {
    return module;
  }

  /** What a frame has that was left at a point of a function; absent where none can be left. */
  public Optional<Safepoint> safepoint(int function, int offset) {
    if (function < module.importedFunctions() || function >= module.functionCount()) {
      return Optional.empty();
    }
    return DeepStack.call(() -> Safepoint.of(FunctionUnit.read(layout, function, splits), offset));
  }

  /** What a global of an instance of this module is now: a boxed number, or a reference. */
  public @Nullable Object global(Instance of, int index) {
    if (layout.isShared(index)) {
      Global global = of.globals[index];
      ValueType type = global.type().type();
      return type.isReference() ? global.reference : Boxes.of(type, global.bits);
    }
    try {
      return program().getField(Layout.field(index)).get(of);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("compiled code cannot be used", e);
    }
  }

  /** Sets it, mutable or not. */
  public void setGlobal(Instance of, int index, @Nullable Object value) {
    ExternType.Global type = module.globals().get(index);
    if (layout.isShared(index)) {
      Global global = of.globals[index];
      global.bits = type.type().isReference() ? 0 : Boxes.bits(Objects.requireNonNull(value));
      global.reference = type.type().isReference() ? value : null;
      return;
    }
    try {
      program().getField(Layout.field(index)).set(of, value);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("compiled code cannot be used", e);
    }
  }

  /**
   * Makes an instance. Nothing of it runs yet: its start function is left to the caller.
   *
   * @param store what it takes of the machine is taken from there; not given back on failure
   * @throws LinkException when an import is missing or of another type
   * @throws Trap when a segment does not fit
   * @throws QuotaExceeded when it wants more than it may have
   * @throws Ended when the store was ended
   */
  public Instantiated link(Imports imports, Store store) throws LinkException {
    try {
      Instance instance = (Instance) program().getConstructor().newInstance();
      store.add(instance);
      return new Instantiation(imports, store, instance).make();
    } catch (ReflectiveOperationException | MalformedModule e) {
      throw new IllegalStateException("compiled code cannot be used", e);
    }
  }

  /**
   * Makes an instance, and runs its start function.
   *
   * @throws LinkException as {@link #link}, which says what else is thrown
   * @throws Trap also when the start function traps
   */
  public Instantiated instantiate(Imports imports, Store store) throws LinkException {
    Instantiated made = link(imports, store);
    made.start().ifPresent(Function::call);
    return made;
  }

  private Class<?> program() throws ClassNotFoundException {
    return loader.loadClass(Hierarchy.binaryName(Names.PROGRAM));
  }

  private final class Instantiation {
    private final Imports imports;
    private final Store store;
    private final Instance instance;
    private final List<Memory> memories = new ArrayList<>();

    Instantiation(Imports imports, Store store, Instance instance) {
      this.imports = imports;
      this.store = store;
      this.instance = instance;
    }

    Instantiated make() throws LinkException, ReflectiveOperationException, MalformedModule {
      int results = 0;
      for (FunctionType type : module.types()) {
        results = Math.max(results, type.results().size());
      }
      instance.results = new long[results];
      instance.references = new Object[results];
      link();
      makeFunctions();
      makeGlobals();
      Map<String, Object> exports = exports();
      fillTables();
      fillMemory();
      Optional<Function> start =
          module.start().isPresent()
              ? Optional.of(instance.functions[module.start().getAsInt()])
              : Optional.empty();
      return new Instantiated(instance, exports, start);
    }

    private void link() throws LinkException {
      List<Function> functions = new ArrayList<>();
      List<Table> tables = new ArrayList<>();
      List<Global> globals = new ArrayList<>();
      for (Import wanted : module.imports()) {
        Object found = imports.find(wanted);
        switch (wanted.type()) {
          case FunctionType type -> {
            if (!(found instanceof Function function) || !function.type().equals(type)) {
              throw new LinkException(wanted, found);
            }
            functions.add(function);
          }
          case ExternType.Table type -> {
            if (!(found instanceof Table table)
                || table.type().element() != type.element()
                || !table.type().limits().fit(type.limits())) {
              throw new LinkException(wanted, found);
            }
            tables.add(table);
          }
          case ExternType.Memory type -> {
            if (!(found instanceof Memory memory) || !memory.type().limits().fit(type.limits())) {
              throw new LinkException(wanted, found);
            }
            memories.add(memory);
          }
          case ExternType.Global type -> {
            if (!(found instanceof Global global) || !global.type().equals(type)) {
              throw new LinkException(wanted, found);
            }
            globals.add(global);
          }
        }
      }
      instance.functions =
          Arrays.copyOf(functions.toArray(Function[]::new), module.functionCount());
      for (ExternType.Table type : module.tables().subList(tables.size(), module.tables().size())) {
        tables.add(new Table(type, store, null));
      }
      instance.tables = tables.toArray(Table[]::new);
      instance.globals = Arrays.copyOf(globals.toArray(Global[]::new), module.globals().size());
      if (memories.isEmpty() && !module.memories().isEmpty()) {
        memories.add(new Memory(module.memories().get(0), store));
      }
      if (!memories.isEmpty()) {
        instance.memory = memories.get(0);
        instance.memory.attach(instance);
      }
    }

    private void makeFunctions() throws ReflectiveOperationException {
      for (Map.Entry<Integer, ModuleCompiler.Reference> entry : references.entrySet()) {
        instance.functions[entry.getKey()] =
            (Function)
                loader
                    .loadClass(entry.getValue().className())
                    .getConstructor(FunctionType.class, program(), int.class)
                    .newInstance(
                        module.functionType(entry.getKey()), instance, entry.getValue().id());
      }
    }

    private void makeGlobals() throws ReflectiveOperationException, MalformedModule {
      for (int i = 0; i < instance.globals.length; i++) {
        if (instance.globals[i] != null) {
          continue;
        }
        ExternType.Global type = module.globals().get(i);
        Object value = value(module.initial(i));
        if (layout.isShared(i)) {
          instance.globals[i] = global(type, value);
        } else {
          program().getField(Layout.field(i)).set(instance, value);
        }
      }
    }

    private static Global global(ExternType.Global type, @Nullable Object value) {
      return type.type().isReference()
          ? new Global(type, 0, value)
          : new Global(type, Boxes.bits(Objects.requireNonNull(value)), null);
    }

    private @Nullable Object value(Item item) throws MalformedModule {
      if (item instanceof FunctionItem(int function)) {
        return instance.functions[function];
      }
      CodeCursor code = module.code((Expression) item);
      Op op = code.next();
      return switch (op) {
        case REF_NULL -> null;
        case REF_FUNC -> instance.functions[code.index()];
        case GLOBAL_GET -> {
          Global global = instance.globals[code.index()];
          ValueType type = global.type().type();
          yield type.isReference() ? global.reference : Boxes.of(type, global.bits);
        }
        default -> Boxes.of(op.type().orElseThrow().results().get(0), code.value());
      };
    }

    private Map<String, Object> exports() {
      Map<String, Object> exports = new HashMap<>();
      for (Export export : module.exports()) {
        exports.put(
            export.name(),
            switch (export.kind()) {
              case FUNCTION -> instance.functions[export.index()];
              case TABLE -> instance.tables[export.index()];
              case MEMORY -> instance.memory;
              case GLOBAL -> instance.globals[export.index()];
            });
      }
      return Map.copyOf(exports);
    }

    private void fillTables() throws MalformedModule {
      instance.elements = new Object[module.elements().size()][];
      for (int i = 0; i < instance.elements.length; i++) {
        ElementSegment segment = module.elements().get(i);
        Object[] items = new Object[segment.items().size()];
        for (int j = 0; j < items.length; j++) {
          items[j] = value(segment.items().get(j));
        }
        instance.elements[i] = segment.mode() == Mode.PASSIVE ? items : new Object[0];
        if (segment.mode() == Mode.ACTIVE) {
          int offset = (Integer) Objects.requireNonNull(value(segment.offset()));
          instance.tables[segment.table()].init(offset, items, 0, items.length);
        }
      }
    }

    private void fillMemory() throws MalformedModule {
      instance.data = new byte[module.data().size()][];
      for (int i = 0; i < instance.data.length; i++) {
        DataSegment segment = module.data().get(i);
        byte[] bytes = module.bytes(segment);
        instance.data[i] = segment.mode() == Mode.PASSIVE ? bytes : new byte[0];
        if (segment.mode() == Mode.ACTIVE) {
          int offset = (Integer) Objects.requireNonNull(value(segment.offset()));
          instance.memory.init(offset, bytes, 0, bytes.length);
        }
      }
    }
  }
}
