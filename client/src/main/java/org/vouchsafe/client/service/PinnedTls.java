package org.vouchsafe.client.service;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Accepts the server that holds the pinned key and no other. The name in the certificate and its
 * dates do not matter then: whoever has the key is the server, and whoever has not cannot finish
 * the handshake.
 */
public final class PinnedTls extends X509ExtendedTrustManager {
  private final Pin pin;

  private PinnedTls(Pin pin) {
    this.pin = pin;
  }

  /** For connections to that server, of this library or of another one. */
  public static SSLContext context(Pin pin) {
    try {
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(null, new TrustManager[] {new PinnedTls(pin)}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every Java platform has TLS 1.3", e);
    }
  }

  private void check(X509Certificate[] chain) throws CertificateException {
    Pin actual = Pin.of(chain[0]);
    if (!actual.equals(pin)) {
      throw new WrongPinException(pin, actual);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("this side is the client");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    checkClientTrusted(chain, authType);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    checkClientTrusted(chain, authType);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }

  /** The server has another key. */
  static final class WrongPinException extends CertificateException {
    private static final long serialVersionUID = 1L;

    final transient Pin expected;
    final transient Pin actual;

    WrongPinException(Pin expected, Pin actual) {
      super("the server's key is not the pinned one");
      this.expected = expected;
      this.actual = actual;
    }
  }
}
