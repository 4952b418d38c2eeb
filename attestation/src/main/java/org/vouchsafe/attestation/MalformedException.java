package org.vouchsafe.attestation;

/**
 * Input that cannot be read: it is not what its format allows. Says where ("evidence &gt; chain")
 * and what is wrong, and never quotes the input.
 */
public final class MalformedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String path;
  private final String problem;

  public MalformedException(String path, String problem) {
    super(path + ": " + problem);
    this.path = path;
    this.problem = problem;
  }

  /** The same failure seen from a surrounding structure. */
  public MalformedException within(String outer) {
    MalformedException wrapped = new MalformedException(outer + " > " + path, problem);
    wrapped.initCause(this);
    return wrapped;
  }

  /** The refusal that a peer is given for it. */
  public RefusedException asRefusal() {
    return RefusedException.of(Code.MALFORMED, path, "a well-formed value", problem);
  }
}
