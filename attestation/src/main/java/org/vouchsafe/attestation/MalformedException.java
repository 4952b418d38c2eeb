package org.vouchsafe.attestation;

/**
 * Input that cannot be read: it is not what its format allows. Says where ("evidence &gt; chain")
 * and what is wrong, and never quotes the input.
 */
public final class MalformedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Code code;
  private final String path;
  private final String problem;

  public MalformedException(String path, String problem) {
    this(Code.MALFORMED, path, problem);
  }

  private MalformedException(Code code, String path, String problem) {
    this.code = code;
    this.path = path;
    this.problem = problem;
  }

  /** Input in a version of the format that is not known here. */
  public static MalformedException unsupportedVersion(String path, String problem) {
    return new MalformedException(Code.UNSUPPORTED_VERSION, path, problem);
  }

  /** Input beyond a limit, refused before it was read. */
  public static MalformedException tooLarge(String path, long size, long limit) {
    return new MalformedException(Code.TOO_LARGE, path, "is " + size + " bytes, limit " + limit);
  }

  @Override
  public String getMessage() {
    return path + ": " + problem;
  }

  /** {@code MALFORMED}, {@code UNSUPPORTED_VERSION} or {@code TOO_LARGE}. */
  public Code code() {
    return code;
  }

  /** The same failure seen from a surrounding structure. */
  public MalformedException within(String outer) {
    MalformedException wrapped = new MalformedException(code, outer + " > " + path, problem);
    wrapped.initCause(this);
    return wrapped;
  }

  /** The refusal that a peer is given for it. */
  public RefusedException asRefusal() {
    return RefusedException.of(code, path, "a well-formed value", problem);
  }
}
