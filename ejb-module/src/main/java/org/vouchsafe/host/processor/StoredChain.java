package org.vouchsafe.host.processor;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.vouchsafe.attestation.Bytes;

/** Certificates in a row's column: each as its length (4 bytes) and its bytes. */
final class StoredChain {
  private StoredChain() {}

  static byte[] join(List<Bytes> certificates) {
    int size = certificates.stream().mapToInt(der -> 4 + der.size()).sum();
    ByteBuffer joined = ByteBuffer.allocate(size);
    for (Bytes der : certificates) {
      joined.putInt(der.size()).put(der.asBuffer());
    }
    return joined.array();
  }

  static List<Bytes> split(byte[] joined) {
    List<Bytes> certificates = new ArrayList<>();
    ByteBuffer rest = ByteBuffer.wrap(joined);
    while (rest.hasRemaining()) {
      ByteBuffer der = rest.slice(rest.position() + 4, rest.getInt(rest.position()));
      certificates.add(Bytes.copyOf(der));
      rest.position(rest.position() + 4 + der.limit());
    }
    return List.copyOf(certificates);
  }
}
