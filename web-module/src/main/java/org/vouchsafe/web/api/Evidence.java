package org.vouchsafe.web.api;

import jakarta.json.JsonObject;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.evidence.EvidenceBundle;
import org.vouchsafe.host.json.Json;

/** An evidence bundle, taken apart for the client that sent its M1. */
final class Evidence {
  private Evidence() {}

  /** {@code {m2, endorsements, bundle}}, each base64url. */
  static JsonObject of(Bytes encodedBundle) {
    try {
      EvidenceBundle bundle = EvidenceBundle.parse(encodedBundle);
      return Json.createObjectBuilder()
          .add("m2", bundle.m2().base64Url())
          .add("endorsements", bundle.endorsements().encode().base64Url())
          .add("bundle", encodedBundle.base64Url())
          .build();
    } catch (MalformedException e) {
      // The service wrote it into its own database, so this is a fault of ours and not a refusal.
      throw new IllegalStateException("a stored evidence bundle cannot be read: " + e.getMessage());
    }
  }
}
