package org.vouchsafe.engine.runtime;

/**
 * What compiled code works on. A module's own class of instances adds a field for each global that
 * nobody else can see. Public fields, because compiled code uses them; nobody else should.
 */
public abstract class Instance {
  private static final int RUN = 0;
  private static final int STOP = 1;
  private static final int END = 2;

  /** The memory's first byte, and how many there are. Kept up to date by {@link Memory}. */
  public long base;

  public long size;

  /** Not zero when the program has to stop. Polled by compiled code. */
  public volatile int stop;

  public Memory memory = Memory.NONE;
  public Table[] tables = {};
  public Function[] functions = {};
  public Global[] globals = {};

  /** Segments that were dropped, or used up, are empty. */
  public byte[][] data = {};

  public Object[][] elements = {};

  /** What a function with several results gave: numbers as bits, references beside them. */
  public long[] results = {};

  public Object[] references = {};

  /** Asks the program to stop at the next point where it can, and go on later. From any thread. */
  public final synchronized void requestStop() {
    if (stop == RUN) {
      stop = STOP;
    }
  }

  /** Lets it run again, unless it was ended. */
  public final synchronized void allowRun() {
    if (stop == STOP) {
      stop = RUN;
    }
  }

  final synchronized void end() {
    stop = END;
  }

  /** How compiled code, and a function of Java's that was waiting, leave when asked to stop. */
  public final Unwind unwind() {
    endIfAsked();
    return new Unwind();
  }

  /**
   * Looks whether {@link Store#end} was called.
   *
   * @throws Ended when it was
   */
  public final void endIfAsked() {
    if (stop == END) {
      throw new Ended();
    }
  }

  /** Takes over what a function of another instance gave. */
  public final void takeResults(Instance from, int count) {
    if (from != this) {
      System.arraycopy(from.results, 0, results, 0, count);
      System.arraycopy(from.references, 0, references, 0, count);
    }
  }
}
