;; Modules that break a rule of validation (specification 2.0, chapter 3), one rule each.

;; Operands.
(assert_invalid (module (func (result i32))) "type mismatch")
(assert_invalid (module (func (result i32) (i64.const 1))) "type mismatch")
(assert_invalid (module (func (i32.const 1))) "type mismatch")
(assert_invalid (module (func (drop))) "type mismatch")
(assert_invalid (module (func (drop (i32.add (i32.const 1) (f32.const 1))))) "type mismatch")
(assert_invalid (module (func (param i32) (local.set 0 (f64.const 1)))) "type mismatch")
(assert_invalid (module (func (block (result i32) (nop)) (drop))) "type mismatch")
(assert_invalid (module (func (drop (block (result i32) (br 0))))) "type mismatch")
(assert_invalid (module (func (drop (if (result i32) (i32.const 1) (then (i32.const 1)))))) "type mismatch")
(assert_invalid (module (func (if (f32.const 1) (then)))) "type mismatch")
(assert_invalid (module (func (i32.const 1) (block (drop)))) "type mismatch")
(assert_invalid
  (module (func (param externref) (drop (select (local.get 0) (local.get 0) (i32.const 1)))))
  "type mismatch")
(assert_invalid
  (module (func (block (block (result i32) (br_table 0 1 (i32.const 1) (i32.const 2))) (drop))))
  "type mismatch")
(assert_invalid (module (func (param i32)) (func (call 0))) "type mismatch")
(assert_invalid (module (func (param f32) (drop (ref.is_null (local.get 0))))) "type mismatch")
(assert_invalid (module (func (result i32) (return))) "type mismatch")
;; What cannot be reached has types, too.
(assert_invalid (module (func (unreachable) (drop (i32.add (f32.const 1))))) "type mismatch")

;; Indices.
(assert_invalid (module (func (drop (local.get 0)))) "unknown local")
(assert_invalid (module (func (drop (global.get 0)))) "unknown global")
(assert_invalid (module (func (call 1))) "unknown function")
(assert_invalid (module (func (br 1))) "unknown label")
(assert_invalid (module (func (drop (table.get 0 (i32.const 0))))) "unknown table")
(assert_invalid (module (func (drop (i32.load (i32.const 0))))) "unknown memory")
(assert_invalid (module (func (drop (memory.grow (i32.const 0))))) "unknown memory")
(assert_invalid (module (table 1 funcref) (func (elem.drop 0))) "unknown elem segment")
(assert_invalid (module (memory 1) (func (data.drop 0))) "unknown data segment")
(assert_invalid (module (func (type 4))) "unknown type")
(assert_invalid (module (export "f" (func 0))) "unknown function")
(assert_invalid (module (start 0)) "unknown function")
(assert_invalid (module (data (i32.const 0) "a")) "unknown memory")
(assert_invalid (module (func $f) (elem (i32.const 0) $f)) "unknown table")

;; Rules of their own.
(assert_invalid (module (memory 1) (func (drop (i32.load align=8 (i32.const 0))))) "alignment")
(assert_invalid (module (global i32 (i32.const 0)) (func (global.set 0 (i32.const 1)))) "global is immutable")
(assert_invalid (module (func $f) (func (drop (ref.func $f)))) "undeclared function reference")
(assert_invalid (module (func) (export "a" (func 0)) (export "a" (func 0))) "duplicate export name")
(assert_invalid (module (func (param i32)) (start 0)) "start function")
(assert_invalid (module (memory 1) (memory 1)) "multiple memories")
(assert_invalid (module (memory 65537)) "memory size")
(assert_invalid (module (memory 2 1)) "minimum at most maximum")
(assert_invalid (module (table 2 1 funcref)) "size minimum must not be greater than maximum")
(assert_invalid (module (global i32 (i32.add (i32.const 1) (i32.const 1)))) "constant expression required")
(assert_invalid (module (global i32 (i64.const 1))) "type mismatch")
(assert_invalid (module (global (mut i32) (i32.const 1)) (global i32 (global.get 0))) "unknown global")
(assert_invalid
  (module (table 1 funcref) (func (table.set 0 (i32.const 0) (ref.null extern)))) "type mismatch")
(assert_invalid
  (module (table 1 externref) (func (call_indirect 0 (i32.const 0)))) "type mismatch")
(assert_invalid
  (module (table 1 funcref) (table 1 externref)
    (func (table.copy 0 1 (i32.const 0) (i32.const 0) (i32.const 0)))) "type mismatch")

;; What the engine does not compile yet is refused, not compiled to something else.
(assert_invalid (module (func $f (return_call $f))) "return_call is not supported")
(assert_invalid
  (module (table 1 funcref) (func (return_call_indirect (i32.const 0))))
  "return_call_indirect is not supported")
(assert_invalid (module (type (func (param v128)))) "v128 is not supported")
(assert_invalid (module (import "a" "b" (global v128))) "v128 is not supported")
(assert_invalid (module (func (local v128))) "v128 is not supported")
(assert_invalid (module (func (unreachable) (drop (block (result v128) (unreachable)))))
  "v128 is not supported")
(assert_invalid (module (func (unreachable) (select (result v128)) (drop))) "v128 is not supported")
;; v128.const, as bytes.
(assert_invalid
  (module binary "\00asm\01\00\00\00" "\01\04\01\60\00\00" "\03\02\01\00"
    "\0a\17\01\15\00" "\fd\0c\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00" "\1a\0b")
  "v128.const is not supported")
