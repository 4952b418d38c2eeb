package org.vouchsafe.attestation.certificate;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;

/**
 * Takes the extensions of one structure one by one: each once, with the criticality that the
 * profile gives it; {@link #end} refuses what is left, critical or not (RFC 5280 §4.2 demands it of
 * the critical ones; the profile is closed).
 */
final class Extensions {
  private static final int MAX_BYTES = Certificate.MAX_BYTES;

  private final Map<ASN1ObjectIdentifier, Extension> rest = new LinkedHashMap<>();
  private final String path;

  private Extensions(String path) {
    this.path = path + " > extension";
  }

  /**
   * The extensions at the end of a structure.
   *
   * @param structure whose last element they are
   */
  static Extensions atEndOf(ASN1Encodable structure, String path) throws MalformedException {
    Extensions result = new Extensions(path);
    ASN1Sequence elements = ASN1Sequence.getInstance(structure.toASN1Primitive());
    ASN1Encodable last = elements.getObjectAt(elements.size() - 1);
    for (ASN1Encodable item :
        ASN1Sequence.getInstance(
            last instanceof ASN1TaggedObject tagged ? tagged.getExplicitBaseObject() : last)) {
      Extension extension = Extension.getInstance(item);
      // The library reads a critical = FALSE that is spelled out, which DER does not allow.
      if (ASN1Sequence.getInstance(item).size() != (extension.isCritical() ? 3 : 2)) {
        throw new MalformedException(result.path, "spells out a default");
      }
      if (result.rest.put(extension.getExtnId(), extension) != null) {
        throw new MalformedException(result.path, "appears twice");
      }
    }
    return result;
  }

  static Extension create(ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {
    return new Extension(oid, critical, Der.encode(value).toArray());
  }

  static Extension authorityKeyId(Bytes keyIdentifier) {
    return create(
        Extension.authorityKeyIdentifier,
        false,
        new AuthorityKeyIdentifier(keyIdentifier.toArray()));
  }

  <T extends ASN1Encodable> T take(
      ASN1ObjectIdentifier oid, boolean critical, Der.Reader<ASN1Primitive, T> reader)
      throws MalformedException {
    return Der.decode(value(oid, critical), path + " " + oid, MAX_BYTES, reader);
  }

  /** The content of an extension that is one OCTET STRING. */
  Bytes takeOctets(ASN1ObjectIdentifier oid, boolean critical) throws MalformedException {
    return Bytes.copyOf(take(oid, critical, ASN1OctetString::getInstance).getOctets());
  }

  /** The key identifier alone: issuer and serial in it would be a second, uncompared, pointer. */
  Optional<Bytes> authorityKeyId() throws MalformedException {
    if (!rest.containsKey(Extension.authorityKeyIdentifier)) {
      return Optional.empty();
    }
    AuthorityKeyIdentifier id =
        take(Extension.authorityKeyIdentifier, false, AuthorityKeyIdentifier::getInstance);
    if (id.getKeyIdentifierOctets() == null
        || id.getAuthorityCertIssuer() != null
        || id.getAuthorityCertSerialNumber() != null) {
      throw new MalformedException(path, "authorityKeyIdentifier is not a key identifier alone");
    }
    return Optional.of(Bytes.copyOf(id.getKeyIdentifierOctets()));
  }

  /** Takes it unread. */
  boolean drop(ASN1ObjectIdentifier oid) {
    return rest.remove(oid) != null;
  }

  void end() throws MalformedException {
    if (!rest.isEmpty()) {
      throw new MalformedException(
          path, "is not in the profile: " + rest.keySet().iterator().next());
    }
  }

  private Bytes value(ASN1ObjectIdentifier oid, boolean critical) throws MalformedException {
    Extension extension = rest.remove(oid);
    if (extension == null) {
      throw new MalformedException(path + " " + oid, "is missing");
    }
    if (extension.isCritical() != critical) {
      throw new MalformedException(
          path + " " + oid, "is " + (critical ? "not critical" : "critical"));
    }
    return Bytes.copyOf(extension.getExtnValue().getOctets());
  }
}
