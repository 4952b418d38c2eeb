package org.vouchsafe.processor.wasi;

/**
 * One function that programs can import.
 *
 * @param name in the module {@link Wasi#MODULE}
 * @param parameters one letter each: {@code i} for i32, {@code I} for i64
 * @param answers whether it returns an errno
 */
public record WasiFunction(String name, String parameters, boolean answers, Body body) {
  /** What the function does. */
  @FunctionalInterface
  interface Body {
    int call(GuestMemory memory, long[] arguments) throws InterruptedException;
  }

  /**
   * Calls the function.
   *
   * @param arguments as many as there are parameters; the upper half of an i32 is ignored
   * @return an errno; meaningless where {@link #answers} is false
   * @throws Exit when the program ends itself
   * @throws Interrupted when its thread was interrupted
   */
  public int call(GuestMemory memory, long[] arguments) {
    try {
      return body.call(memory, arguments);
    } catch (Errno.Failure failure) {
      return failure.number;
    } catch (GuestMemory.OutOfBounds e) {
      return Errno.FAULT;
    } catch (InterruptedException e) {
      // The mark stays, so that nothing of the program runs on.
      Thread.currentThread().interrupt();
      throw new Interrupted();
    }
  }
}
