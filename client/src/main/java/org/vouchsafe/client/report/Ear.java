package org.vouchsafe.client.report;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.Finding;
import org.vouchsafe.attestation.certificate.EvidenceClaims;
import org.vouchsafe.attestation.evidence.ClientHello;
import org.vouchsafe.attestation.verify.AttestationResult;
import org.vouchsafe.attestation.verify.Freshness;
import org.vouchsafe.client.json.JsonObject;

/**
 * A verdict as an EAT Attestation Result (draft-ietf-rats-ear-04) with the trustworthiness vector
 * of AR4SI (draft-ietf-rats-ar4si-09). Unsigned: whoever passes it on signs it.
 */
public final class Ear {
  private static final String PROFILE = "tag:ietf.org,2026:rats/ear#03";

  // AR4SI §2.3: 2 affirming, 32 warning, 96 contraindicated, 97 and 99 the latter with a reason.
  private static final int NO_CLAIM = 0;
  private static final int AFFIRMING = 2;
  private static final int WARNING = 32;
  private static final int CONTRAINDICATED = 96;
  private static final int UNRECOGNISED = 97;
  private static final int NOT_AUTHENTIC = 99;

  private Ear() {}

  /**
   * @param build of this verifier, such as "vouchsafe 0.1.0"
   */
  public static JsonObject of(Verdict verdict, Instant issuedAt, String build) {
    JsonObject appraisal =
        switch (verdict) {
          case Verdict.Accepted(AttestationResult result) -> accepted(result);
          case Verdict.Refused(List<Finding> findings) -> refused(findings);
        };
    return JsonObject.build()
        .put("eat_profile", PROFILE)
        .put("iat", issuedAt.getEpochSecond())
        .put(
            "ear_verifier_id",
            JsonObject.build().put("developer", "vouchsafe.org").put("build", build).done())
        .put("submods", JsonObject.build().put("environment", appraisal).done())
        .done();
  }

  private static JsonObject accepted(AttestationResult result) {
    EvidenceClaims claims = result.claims();
    boolean fresh = result.freshness() == Freshness.FRESH;
    Map<String, Integer> vector = new TreeMap<>();
    vector.put("instance-identity", fresh ? AFFIRMING : WARNING);
    vector.put("configuration", claims.binding().isPresent() ? AFFIRMING : NO_CLAIM);
    vector.put("executables", claims.programDigest().isPresent() ? AFFIRMING : NO_CLAIM);
    vector.put("hardware", claims.platform().name().equals("software") ? WARNING : AFFIRMING);
    ClientHello hello = result.hello();
    return JsonObject.build()
        .put("ear_status", status(vector))
        .put("ear_trustworthiness_vector", vector(vector))
        .put("eat_nonce", hello.nonceC())
        .put("vouchsafe_freshness", fresh ? "fresh" : "not-established")
        .put("vouchsafe_claims", Verdict.of(result).json().optionalObject("claims").orElseThrow())
        .done();
  }

  private static JsonObject refused(List<Finding> findings) {
    Map<String, Integer> vector = new TreeMap<>();
    for (Finding finding : findings) {
      vector.merge(claim(finding.code()), value(finding.code()), Math::max);
    }
    return JsonObject.build()
        .put("ear_status", status(vector))
        .put("ear_trustworthiness_vector", vector(vector))
        .put("vouchsafe_code", findings.get(0).code().name())
        .done();
  }

  /** Which claim a refusal speaks about. */
  private static String claim(Code code) {
    return switch (code) {
      case PLATFORM_NOT_ALLOWED,
          AUDIT_MISSING,
          AUDIT_EXPIRED,
          AUDIT_WITHDRAWN,
          AUDIT_LEVEL,
          AUDIT_SUBJECT,
          VERSION_TOO_LOW ->
          "hardware";
      case MEASUREMENT_MISMATCH, PROGRAM_DIGEST -> "executables";
      case BINDING_MISMATCH, ALREADY_BOUND -> "configuration";
      default -> "instance-identity";
    };
  }

  private static int value(Code code) {
    return switch (code) {
      case CHAIN_INVALID, WRONG_ROLE, STALE_NONCE, MALFORMED -> NOT_AUTHENTIC;
      case PLATFORM_NOT_ALLOWED -> UNRECOGNISED;
      default -> CONTRAINDICATED;
    };
  }

  /** The worst claim decides (draft-ietf-rats-ear §3.2). */
  private static String status(Map<String, Integer> vector) {
    int worst = vector.values().stream().mapToInt(Integer::intValue).max().orElse(NO_CLAIM);
    if (worst >= CONTRAINDICATED) {
      return "contraindicated";
    }
    return worst >= WARNING ? "warning" : worst >= AFFIRMING ? "affirming" : "none";
  }

  private static JsonObject vector(Map<String, Integer> vector) {
    JsonObject.Builder object = JsonObject.build();
    vector.forEach((name, value) -> object.put(name, (long) value));
    return object.done();
  }
}
