package org.vouchsafe.gate;

import java.util.List;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.cbor.Fields;

/**
 * What a processor says of itself to its host. A hint: only its certificates prove it.
 *
 * @param name chosen by the operator, "alpha" for instance
 * @param deviceId 48 bytes; the machine, for life
 * @param bootId 16 random bytes, new at every start: another one means that all earlier areas are
 *     gone
 * @param platform "software" until there is hardware under it
 * @param softwareVersion of the processor's own code
 * @param softwareDigest 48 bytes; over the processor's own code
 * @param svn security version number
 * @param loaders identifiers of the built-in loaders
 * @param enrolmentRequest what an authority needs to certify this processor
 * @param chain DER certificates, the processor's own first; empty until it is enrolled
 * @param capacity how many areas it can hold
 * @param areasInUse how many it holds
 */
public record ProcessorDescription(
    String name,
    Bytes deviceId,
    Bytes bootId,
    String platform,
    String softwareVersion,
    Bytes softwareDigest,
    long svn,
    List<String> loaders,
    Bytes enrolmentRequest,
    List<Bytes> chain,
    int capacity,
    int areasInUse) {

  public ProcessorDescription {
    loaders = List.copyOf(loaders);
    chain = List.copyOf(chain);
  }

  Cbor toCbor() {
    return Cbor.map()
        .put("name", name)
        .put("deviceId", deviceId)
        .put("bootId", bootId)
        .put("platform", platform)
        .put("softwareVersion", softwareVersion)
        .put("softwareDigest", softwareDigest)
        .put("svn", svn)
        .put("loaders", Cbor.array(loaders.stream().map(Cbor::of).toList()))
        .put("enrolmentRequest", enrolmentRequest)
        .put("chain", Cbor.array(chain.stream().map(Cbor::of).toList()))
        .put("capacity", capacity)
        .put("areasInUse", areasInUse)
        .build();
  }

  static ProcessorDescription from(Cbor value) throws MalformedException {
    Fields fields = Fields.of(value, "processor");
    ProcessorDescription processor =
        new ProcessorDescription(
            fields.text("name", 64),
            fields.bytes("deviceId", 48),
            fields.bytes("bootId", 16),
            fields.text("platform", 64),
            fields.text("softwareVersion", 64),
            fields.bytes("softwareDigest", 48),
            fields.integer("svn", 0, Long.MAX_VALUE),
            fields.texts("loaders", 16, 64),
            fields.bytes("enrolmentRequest", 0, 1 << 16),
            fields.byteStrings("chain", 8, 1 << 16),
            (int) fields.integer("capacity", 0, Integer.MAX_VALUE),
            (int) fields.integer("areasInUse", 0, Integer.MAX_VALUE));
    fields.end();
    return processor;
  }
}
