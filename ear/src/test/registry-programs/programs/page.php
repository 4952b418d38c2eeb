<?php
// A template with data in it, as a web server would ask PHP for it.
$rows = array_map('str_getcsv', array_filter(explode("\n", file_get_contents('/census/pay.csv'))));
$sums = [];
foreach (array_slice($rows, 1) as [$group, $amount]) {
  $sums[$group] = ($sums[$group] ?? 0) + (float) $amount;
}
ksort($sums);
?>
<table>
<?php foreach ($sums as $group => $sum): ?>
  <tr><td><?= htmlspecialchars($group) ?></td><td><?= number_format($sum, 2) ?></td></tr>
<?php endforeach ?>
</table>
<?php
echo json_encode(['digest' => hash('sha256', serialize($sums)), 'matches' => preg_match_all('/[aeiou]/', implode(array_keys($sums)))]), "\n";
usort($rows, fn($a, $b) => strcmp($a[0], $b[0]) ?: ($a[1] <=> $b[1]));
echo $rows[3][0], ' ', PHP_VERSION, "\n";
