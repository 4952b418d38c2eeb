"""Runs certificate.txt against an implementation of its own: docs/spec/attestation-certificate.md §10.

It shares nothing with the Java code, which made those vectors: what two implementations read alike, the page says
clearly enough. Ends with 1 if they disagree. Usage: python3 check_certificates.py ../resources/vectors/certificate.txt
"""
import datetime
import pathlib
import sys

import claims
from appraisal import appraise
from encoding import H, Refused, lp
from x509 import AuditCertificate, Certificate, Key, RevocationList


def certificate(case):
    read = Certificate(case["input"])
    return {"role": read.role, "id": read.id, "keyId": read.key.id, "serial": f"{read.serial:x}", "notBefore": read.begin,
            "notAfter": read.end, "pathLength": read.path_length, "signed": read.is_signed_by(case["key"])}


def audit_certificate(case):
    read = AuditCertificate(case["input"])
    return {"id": read.id, "device": read.device, "level": claims.audit(read.claims)["level"], "from": read.begin,
            "to": read.end, "signed": read.is_signed_by(case["key"])}


def revocation_list(case):
    read = RevocationList(case["input"])
    return {"number": read.number, "thisUpdate": read.this_update, "nextUpdate": read.next_update,
            "revoked": " ".join(f"{serial:x}" for serial in sorted(read.revoked)), "signed": read.is_signed_by(case["key"])}


def status(case):
    read, signature, content = claims.status(case["input"])
    return {"number": read["number"], "status": read["status"], "subject": read["subject"],
            "signed": case["key"].verifies(lp(b"VS-status", content), signature)}


def session(case):
    return {"transcript": claims.statement(case["input"], "session", case["key"])["transcript"]}


def invoke(case):
    return {"keyId": claims.statement(case["input"], "invoke", case["key"])["keyId"]}


def reads(reader):
    def operation(case):
        reader(case["input"])
        return {}
    return operation


def verify(case):
    at = datetime.datetime.fromisoformat(case["at"].replace("Z", "+00:00"))
    evidence, instance, statement = appraise(
        case["input"], Certificate(case["root"]), Key(case["auditor"]), case["activationStateId"], at)
    return {"channelKeyId": H("VS-key", evidence["pkE"]), "freshness": "NOT_ESTABLISHED",
            "instanceKey": instance.spki, "statementKey": statement.spki}


OPERATIONS = {
    "certificate": certificate, "audit-certificate": audit_certificate, "revocation-list": revocation_list,
    "status": status, "session-statement": session, "invoke-statement": invoke, "verify": verify,
    "evidence-claims": reads(claims.evidence), "processor-claims": reads(claims.processor),
    "enrolment-request": reads(claims.enrolment)}


def text(value):
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, datetime.datetime):
        return value.isoformat().replace("+00:00", "Z")
    return str(value).lower() if isinstance(value, bool) else str(value)


def cases(file):
    for block in file.read_text().split("\n\n"):
        lines = [line.partition(":") for line in block.splitlines() if line and not line.startswith("#")]
        pairs = [(name, value.strip()) for name, _, value in lines]
        if pairs:
            end = [name for name, _ in pairs].index("expect")
            yield dict(pairs[:end]), pairs[end][1], dict(pairs[end + 1:])


def run(case):
    inputs = {}
    for name in case.keys() - {"case", "do"}:
        inputs[name] = case[name] if name == "at" else bytes.fromhex(case[name])
    if "key" in inputs:
        inputs["key"] = Key(inputs["key"])
    try:
        return "ok", {name: text(value) for name, value in OPERATIONS[case["do"]](inputs).items()}
    except Refused as refusal:
        return refusal.code, {}


if __name__ == "__main__":
    count = wrong = 0
    for case, expected, outputs in cases(pathlib.Path(sys.argv[1])):
        found = run(case)
        count += 1
        if found != (expected, outputs):
            wrong += 1
            print(f"{case['case']}: expected {expected} {outputs}, found {found}")
    print(f"{count} cases, {wrong} differ")
    sys.exit(1 if wrong or not count else 0)
