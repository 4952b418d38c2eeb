# Groups and their pay, by CPython and by the SQLite in it.
import collections, csv, hashlib, json, sqlite3, statistics, sys

rows = list(csv.reader(sys.stdin))
groups = collections.defaultdict(list)
for group, amount in rows[1:]:
    groups[group].append(float(amount))
for group in sorted(groups):
    pay = groups[group]
    print(f"{group:20} {len(pay):4d} {statistics.mean(pay):10.2f} {statistics.median(pay):10.2f}")

database = sqlite3.connect(":memory:")
database.execute("CREATE TABLE pay (name TEXT, amount REAL)")
database.executemany("INSERT INTO pay VALUES (?, ?)", rows[1:])
for row in database.execute(
    "SELECT name, count(*), round(avg(amount), 2), group_concat(DISTINCT CAST(amount AS INTEGER) % 7)"
    " FROM pay GROUP BY name HAVING count(*) > 2 ORDER BY 3 DESC"
):
    print(row)

print(json.dumps({"arguments": sys.argv[1:], "two to the 200th": 2**200}, sort_keys=True))
print(hashlib.sha256(open(sys.argv[0], "rb").read()).hexdigest())
sys.exit(7)
