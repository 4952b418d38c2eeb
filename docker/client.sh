#!/bin/sh
exec java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED -cp "$(echo /opt/lib/client-*.jar)" \
  org.vouchsafe.client.cli.Vouchsafe "$@"
