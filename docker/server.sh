#!/bin/sh
# Starts the application server. The TLS key is made at the first start, unless one is mounted.
set -eu
umask 077
: "${VOUCHSAFE_DATA:=/var/lib/vouchsafe}"
: "${VOUCHSAFE_KEYSTORE:=$VOUCHSAFE_DATA/https.p12}"
: "${VOUCHSAFE_HOST:=localhost}"
export VOUCHSAFE_DATA VOUCHSAFE_KEYSTORE VOUCHSAFE_KEYSTORE_PASSWORD
if [ ! -f "$VOUCHSAFE_KEYSTORE" ]; then
  keytool -genkeypair -keyalg EC -groupname secp256r1 -alias https -dname "CN=$VOUCHSAFE_HOST" \
    -ext "san=dns:$VOUCHSAFE_HOST,dns:localhost,ip:127.0.0.1" -validity 3650 -storetype PKCS12 \
    -keystore "$VOUCHSAFE_KEYSTORE" -storepass:env VOUCHSAFE_KEYSTORE_PASSWORD
fi
# The broker's one outside user, with the role that the server script knows.
hash=$(printf 'client:ApplicationRealm:%s' "$VOUCHSAFE_BROKER_PASSWORD" | md5sum | cut -d' ' -f1)
printf '#$REALM_NAME=ApplicationRealm$\nclient=%s\n' "$hash" >/opt/server/standalone/configuration/application-users.properties
printf 'client=vouchsafe-client\n' >/opt/server/standalone/configuration/application-roles.properties
export LAUNCH_JBOSS_IN_BACKGROUND=1
exec /opt/server/bin/standalone.sh --read-only-server-config=standalone-full.xml -b 0.0.0.0 -bmanagement 127.0.0.1 \
  "-Dvouchsafe.broker.data=$VOUCHSAFE_DATA/broker"
