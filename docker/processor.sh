#!/bin/sh
# Starts a processor: its keys in its own volume, its gate in the folder that it shares with the server and nobody else.
set -eu
umask 077
exec java -Xmx1g -XX:+DisableAttachMechanism -XX:-HeapDumpOnOutOfMemoryError -XX:-CreateCoredumpOnCrash -XX:-UsePerfData \
  -XX:ErrorFile=/dev/null -XX:+ExitOnOutOfMemoryError --enable-native-access=ALL-UNNAMED \
  --sun-misc-unsafe-memory-access=allow -cp /opt/processor/processor.jar org.vouchsafe.processor.Main \
  --home /var/lib/processor --socket "/run/vouchsafe/$VOUCHSAFE_PROCESSOR.sock" --name "$VOUCHSAFE_PROCESSOR"
