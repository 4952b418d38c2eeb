;; Blocks, branches, calls and what stands between them.

(module
  (type $two (func (param i32 i32) (result i32 i32)))
  (type $long (func (param i64) (result i64)))
  (table $calls 4 funcref)
  (table $others 1 funcref)
  (elem (table $calls) (i32.const 0) func $swap $double $double)
  (elem (table $others) (i32.const 0) func $double)
  (global $count (mut i32) (i32.const 0))
  (global $start (export "start") i64 (i64.const -5))
  (global $ratio (mut f64) (f64.const 0.5))
  (global $small (export "small") f32 (f32.const 1.25))
  (global $none (export "none") (mut externref) (ref.null extern))
  (global $some (export "some") funcref (ref.func $double))

  (func $swap (type $two) (local.get 1) (local.get 0))
  (func $double (type $long) (i64.add (local.get 0) (local.get 0)))
  (func $next (result i32)
    (global.set $count (i32.add (global.get $count) (i32.const 1)))
    (global.get $count))

  (func (export "nop") (nop) nop)
  (func (export "unreachable") (unreachable))
  (func (export "unreachable if") (param i32) (result i32)
    (if (local.get 0) (then unreachable))
    (i32.const 3))
  (func (export "drop") (result i32) (drop (call $next)) (global.get $count))
  (func (export "start times two") (result i64) (i64.mul (global.get $start) (i64.const 2)))
  (func (export "ratio") (param f64) (result f64)
    (global.set $ratio (f64.mul (global.get $ratio) (local.get 0)))
    (global.get $ratio))
  (func (export "keep") (param externref) (result externref)
    (global.set $none (local.get 0))
    (global.get $none))

  (func (export "select") (param i32) (result f32)
    (select (f32.const 1) (f32.const 2) (local.get 0)))
  (func (export "select long") (param i64 i64 i32) (result i64)
    (select (local.get 0) (local.get 1) (local.get 2)))
  (func (export "select evaluates both") (param i32) (result i32)
    (select (call $next) (call $next) (local.get 0)))
  (func (export "select typed") (param f64 f64 i32) (result f64)
    local.get 0 local.get 1 local.get 2 select (result f64))

  (func (export "block") (param i32) (result i32)
    (block $out (result i32)
      (drop (br_if $out (i32.const 10) (local.get 0)))
      (block $in
        (br_if $in (i32.eq (local.get 0) (i32.const 0)))
        (unreachable))
      (i32.const 20)))
  (func (export "block with parameters") (param i32) (result i32)
    local.get 0
    i32.const 7
    block $b (param i32 i32) (result i32 i32)
      local.get 0
      br_if $b
      i32.add
      i32.const 1
    end $b
    i32.sub)
  (func (export "if") (param i32) (result i32)
    (if (result i32) (local.get 0) (then (i32.const 1)) (else (i32.const 2))))
  (func (export "if with parameters") (param i32 i32) (result i32)
    local.get 0
    local.get 1
    if $i (param i32) (result i32)
      i32.const 100
      i32.add
    else $i
      i32.const 200
      i32.mul
    end $i)
  (func (export "if without else") (param i32) (result i32) (local i32)
    (local.set 1 (i32.const 5))
    (if (local.get 0) (then (local.set 1 (i32.const 6))))
    (local.get 1))

  (func (export "sum") (param $n i32) (result i64) (local $sum i64)
    (block $done
      (loop $again
        (br_if $done (i32.eqz (local.get $n)))
        (local.set $sum (i64.add (local.get $sum) (i64.extend_i32_u (local.get $n))))
        (local.set $n (i32.sub (local.get $n) (i32.const 1)))
        (br $again)))
    (local.get $sum))
  (func (export "power") (param i32) (result i64)
    i64.const 1
    local.get 0
    loop $again (param i64 i32) (result i64)
      local.tee 0
      i32.eqz
      if (param i64) (result i64)
      else
        i64.const 3
        i64.mul
        local.get 0
        i32.const 1
        i32.sub
        br $again
      end
    end)
  (func (export "nested") (param i32 i32) (result i32) (local i32 i32)
    (loop $outer
      (local.set 3 (i32.const 0))
      (loop $inner
        (local.set 2 (i32.add (local.get 2) (i32.const 1)))
        (br_if $inner
          (i32.lt_u
            (local.tee 3 (i32.add (local.get 3) (i32.const 1)))
            (local.get 1))))
      (br_if $outer (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
    (local.get 2))

  (func (export "table") (param i32) (result i32)
    (block $two
      (block $one
        (block $zero
          (br_table $zero $one $two $zero $one (local.get 0)))
        (return (i32.const 100)))
      (return (i32.const 101)))
    (i32.const 102))
  (func (export "table with value") (param i32) (result i32)
    (i32.add (i32.const 1000)
      (block $a (result i32)
        (i32.add (i32.const 100)
          (block $b (result i32)
            (br_table $a $b 2 (i32.const 5) (local.get 0)))))))
  (func (export "only default") (param i32) (result i32)
    (block (br_table 0 (local.get 0)))
    (i32.const 9))

  (func (export "return early") (param i32) (result i32)
    (block (loop (if (local.get 0) (then (return (i32.const 1))))))
    (i32.const 2))
  (func (export "return drops") (result i32)
    (i32.const 1) (i32.const 2) (i32.const 3) (return))
  (func (export "branch drops") (result i32)
    (block (result i32) (i32.const 1) (i64.const 2) (br 0 (i32.const 3))))

  (func (export "swap") (param i32 i32) (result i32 i32)
    (call $swap (local.get 0) (local.get 1)))
  (func (export "swap twice") (result i32)
    (call $swap (call $swap (i32.const 9) (i32.const 4)))
    (i32.sub))
  (func $factorial (export "factorial") (param i64) (result i64)
    (if (result i64) (i64.eqz (local.get 0))
      (then (i64.const 1))
      (else
        (i64.mul (local.get 0) (call $factorial (i64.sub (local.get 0) (i64.const 1)))))))
  (func $even (export "even") (param i32) (result i32)
    (if (result i32) (local.get 0)
      (then (call $odd (i32.sub (local.get 0) (i32.const 1))))
      (else (i32.const 1))))
  (func $odd (param i32) (result i32)
    (if (result i32) (local.get 0)
      (then (call $even (i32.sub (local.get 0) (i32.const 1))))
      (else (i32.const 0))))
  (func $forever (export "forever") (call $forever))
  (func $forever2 (export "forever, with values") (param i64) (result i64)
    (i64.add (call $forever2 (i64.add (local.get 0) (i64.const 1))) (local.get 0)))

  (func (export "indirect") (param i32 i64) (result i64)
    (call_indirect $calls (type $long) (local.get 1) (local.get 0)))
  (func (export "indirect to other") (param i32 i64) (result i64)
    (call_indirect $others (param i64) (result i64) (local.get 1) (local.get 0)))
  (func (export "indirect swap") (param i32) (result i32 i32)
    (call_indirect (type $two) (i32.const 3) (i32.const 4) (local.get 0)))
  (func (export "many") (param i32) (result i32 i64 f32 f64 funcref externref)
    (local.get 0) (i64.const -2) (f32.const 3) (f64.const -4.5) (ref.null func) (global.get $none))
  (func (export "locals") (result i32) (local i32 i64 f32) (local $x f64) (local externref funcref)
    (i32.add
      (i32.add (i32.eqz (local.get 0)) (i64.eqz (local.get 1)))
      (i32.add
        (i32.add (f32.eq (local.get 2) (f32.const 0)) (f64.eq (local.get $x) (f64.const 0)))
        (i32.add (ref.is_null (local.get 4)) (ref.is_null (local.get 5))))))
)

(assert_return (invoke "nop"))
(assert_trap (invoke "unreachable") "unreachable")
(assert_return (invoke "unreachable if" (i32.const 0)) (i32.const 3))
(assert_trap (invoke "unreachable if" (i32.const 1)) "unreachable")
(assert_return (invoke "drop") (i32.const 1))
(assert_return (get "start") (i64.const -5))
(assert_return (get "small") (f32.const 1.25))
(assert_return (get "none") (ref.null extern))
(assert_return (get "some") (ref.func))
(assert_return (invoke "start times two") (i64.const -10))
(assert_return (invoke "ratio" (f64.const 3)) (f64.const 1.5))
(assert_return (invoke "ratio" (f64.const nan)) (f64.const nan:canonical))
(assert_return (invoke "keep" (ref.extern 3)) (ref.extern 3))
(assert_return (get "none") (ref.extern 3))
(assert_return (invoke "keep" (ref.null extern)) (ref.null extern))

(assert_return (invoke "select" (i32.const 1)) (f32.const 1))
(assert_return (invoke "select" (i32.const 0)) (f32.const 2))
(assert_return (invoke "select" (i32.const 0x80000000)) (f32.const 1))
(assert_return (invoke "select long" (i64.const 1) (i64.const 2) (i32.const -1)) (i64.const 1))
(assert_return (invoke "select evaluates both" (i32.const 0)) (i32.const 3))
(assert_return (invoke "select evaluates both" (i32.const 1)) (i32.const 4))
(assert_return (invoke "select typed" (f64.const 1) (f64.const nan:0x1) (i32.const 0)) (f64.const nan:0x1))

(assert_return (invoke "block" (i32.const 1)) (i32.const 10))
(assert_return (invoke "block" (i32.const 0)) (i32.const 20))
(assert_return (invoke "block with parameters" (i32.const 0)) (i32.const 6))
(assert_return (invoke "block with parameters" (i32.const 1)) (i32.const -6))
(assert_return (invoke "if" (i32.const 0)) (i32.const 2))
(assert_return (invoke "if" (i32.const -1)) (i32.const 1))
(assert_return (invoke "if with parameters" (i32.const 3) (i32.const 1)) (i32.const 103))
(assert_return (invoke "if with parameters" (i32.const 3) (i32.const 0)) (i32.const 600))
(assert_return (invoke "if without else" (i32.const 0)) (i32.const 5))
(assert_return (invoke "if without else" (i32.const 9)) (i32.const 6))

(assert_return (invoke "sum" (i32.const 0)) (i64.const 0))
(assert_return (invoke "sum" (i32.const 1000)) (i64.const 500500))
(assert_return (invoke "power" (i32.const 0)) (i64.const 1))
(assert_return (invoke "power" (i32.const 20)) (i64.const 3486784401))
(assert_return (invoke "nested" (i32.const 30) (i32.const 40)) (i32.const 1200))
(assert_return (invoke "table" (i32.const 0)) (i32.const 100))
(assert_return (invoke "table" (i32.const 1)) (i32.const 101))
(assert_return (invoke "table" (i32.const 2)) (i32.const 102))
(assert_return (invoke "table" (i32.const 3)) (i32.const 100))
(assert_return (invoke "table" (i32.const 4)) (i32.const 101))
(assert_return (invoke "table" (i32.const -1)) (i32.const 101))
(assert_return (invoke "table with value" (i32.const 0)) (i32.const 1005))
(assert_return (invoke "table with value" (i32.const 1)) (i32.const 1105))
(assert_return (invoke "table with value" (i32.const 2)) (i32.const 5))
(assert_return (invoke "table with value" (i32.const 0x80000000)) (i32.const 5))
(assert_return (invoke "only default" (i32.const 3)) (i32.const 9))

(assert_return (invoke "return early" (i32.const 1)) (i32.const 1))
(assert_return (invoke "return early" (i32.const 0)) (i32.const 2))
(assert_return (invoke "return drops") (i32.const 3))
(assert_return (invoke "branch drops") (i32.const 3))
(assert_return (invoke "swap" (i32.const 1) (i32.const 2)) (i32.const 2) (i32.const 1))
(assert_return (invoke "swap twice") (i32.const 5))
(assert_return (invoke "factorial" (i64.const 20)) (i64.const 2432902008176640000))
(assert_return (invoke "even" (i32.const 100)) (i32.const 1))
(assert_return (invoke "even" (i32.const 77)) (i32.const 0))
(assert_exhaustion (invoke "forever") "call stack exhausted")
(assert_exhaustion (invoke "forever, with values" (i64.const 1)) "call stack exhausted")
;; And then it still works.
(assert_return (invoke "even" (i32.const 101)) (i32.const 0))

(assert_return (invoke "indirect" (i32.const 1) (i64.const 21)) (i64.const 42))
(assert_return (invoke "indirect to other" (i32.const 0) (i64.const -4)) (i64.const -8))
(assert_return (invoke "indirect swap" (i32.const 0)) (i32.const 4) (i32.const 3))
(assert_trap (invoke "indirect" (i32.const 0) (i64.const 1)) "indirect call type mismatch")
(assert_trap (invoke "indirect" (i32.const 3) (i64.const 1)) "uninitialized element")
(assert_trap (invoke "indirect" (i32.const 4) (i64.const 1)) "undefined element")
(assert_trap (invoke "indirect to other" (i32.const 1) (i64.const 1)) "undefined element")
(assert_trap (invoke "indirect swap" (i32.const 1)) "indirect call type mismatch")
(assert_return (invoke "many" (i32.const 1))
  (i32.const 1) (i64.const -2) (f32.const 3) (f64.const -4.5) (ref.null func) (ref.null extern))
(assert_return (invoke "locals") (i32.const 6))
