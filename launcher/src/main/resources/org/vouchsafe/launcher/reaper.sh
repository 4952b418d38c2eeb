# Ends what the launcher started, should the launcher itself be killed: its end of this pipe closes with it, whatever
# way it went. The file names one process a line: pid, start time (so that a later process with the same number is left
# alone), signal, name; the last one started is ended first.
trap '' INT TERM HUP
file=$1
while read -r _; do :; done
[ -f "$file" ] || exit 0
alive() {
  [ "$(sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20)" = "$2" ] &&
    [ "$(sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -c1)" != Z ]
}
sed '1!G;h;$!d' "$file" | while read -r pid started signal name; do
  alive "$pid" "$started" || continue
  kill -s "$signal" "$pid" 2>/dev/null
  tries=0
  while alive "$pid" "$started"; do
    tries=$((tries + 1))
    [ "$tries" -le 40 ] || kill -s KILL "$pid" 2>/dev/null
    [ "$tries" -le 60 ] || break
    sleep 0.1
  done
done
rm -f "$file"
