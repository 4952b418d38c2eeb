;; Bytes that are no module (specification 2.0, chapter 5). Each comes as near to a module as it can.

(module binary "\00asm\01\00\00\00")

;; The header.
(assert_malformed (module binary "") "magic header not detected")
(assert_malformed (module binary "\00asn\01\00\00\00") "magic header not detected")
(assert_malformed (module binary "\00asm") "unknown binary version")
(assert_malformed (module binary "\00asm\02\00\00\00") "unknown binary version")

;; Sections.
(assert_malformed (module binary "\00asm\01\00\00\00" "\0d\00") "malformed section id")
(assert_malformed (module binary "\00asm\01\00\00\00" "\01\05\00") "length out of bounds")
(assert_malformed (module binary "\00asm\01\00\00\00" "\01\02\00\00") "section size mismatch")
(assert_malformed (module binary "\00asm\01\00\00\00" "\01\01\00" "\01\01\00")
  "unexpected content after last section")
(assert_malformed (module binary "\00asm\01\00\00\00" "\03\01\00" "\01\01\00")
  "unexpected content after last section")
(assert_malformed (module binary "\00asm\01\00\00\00" "\00\00") "unexpected end")
(assert_malformed (module binary "\00asm\01\00\00\00" "\00\02\01\ff") "malformed UTF-8 encoding")
;; A count of 2^32 - 1 types in six bytes.
(assert_malformed (module binary "\00asm\01\00\00\00" "\01\06\ff\ff\ff\ff\0f\60") "elements cannot follow")

;; Integers.
(assert_malformed (module binary "\00asm\01\00\00\00" "\01\87\80\80\80\80\00\00") "integer representation too long")
(assert_malformed (module binary "\00asm\01\00\00\00" "\01\81\80\80\80\10\00") "integer too large")

;; Types.
(assert_malformed (module binary "\00asm\01\00\00\00" "\01\04\01\61\00\00") "malformed function type")
(assert_malformed (module binary "\00asm\01\00\00\00" "\01\05\01\60\01\40\00") "malformed value type")
(assert_malformed (module binary "\00asm\01\00\00\00" "\04\04\01\7f\00\00") "malformed reference type")
(assert_malformed (module binary "\00asm\01\00\00\00" "\05\03\01\08\00") "malformed limits flags")
(assert_malformed (module binary "\00asm\01\00\00\00" "\06\06\01\7f\02\41\00\0b") "malformed mutability")

;; Functions and their code.
(assert_malformed (module binary "\00asm\01\00\00\00" "\01\04\01\60\00\00" "\03\02\01\00")
  "function and code section have inconsistent lengths")
(assert_malformed (module binary "\00asm\01\00\00\00" "\0a\04\01\02\00\0b")
  "function and code section have inconsistent lengths")
(assert_malformed
  (module binary "\00asm\01\00\00\00" "\01\04\01\60\00\00" "\03\02\01\00" "\0a\05\01\03\00\06\0b")
  "illegal opcode")
(assert_malformed
  (module binary "\00asm\01\00\00\00" "\01\04\01\60\00\00" "\03\02\01\00" "\0a\06\01\04\00\fc\7f\0b")
  "illegal opcode")
(assert_malformed
  (module binary "\00asm\01\00\00\00" "\01\04\01\60\00\00" "\03\02\01\00" "\0a\04\01\02\00\01")
  "unexpected end")
(assert_malformed
  (module binary "\00asm\01\00\00\00" "\01\04\01\60\00\00" "\03\02\01\00" "\0a\05\01\03\00\05\0b")
  "else without if")
;; Two times 2^31 locals.
(assert_malformed
  (module binary "\00asm\01\00\00\00" "\01\04\01\60\00\00" "\03\02\01\00"
    "\0a\10\01\0e\02\80\80\80\80\08\7f\80\80\80\80\08\7e\0b")
  "too many locals")

;; Segments.
(assert_malformed (module binary "\00asm\01\00\00\00" "\0c\01\01") "data count and data section have inconsistent lengths")
(assert_malformed (module binary "\00asm\01\00\00\00" "\05\03\01\00\01" "\0b\03\01\03\00") "malformed data segment kind")
(assert_malformed (module binary "\00asm\01\00\00\00" "\09\03\01\08\00") "malformed elements segment kind")
(assert_malformed
  (module binary "\00asm\01\00\00\00" "\01\04\01\60\00\00" "\03\02\01\00" "\05\03\01\00\01"
    "\0a\07\01\05\00\fc\09\00\0b" "\0b\03\01\01\00")
  "data count section required")

;; Text.
(assert_malformed (module quote "(func") "parenthesis is never closed")
(assert_malformed (module quote "(func (i32.nought))") "unknown operator")
(assert_malformed (module quote "(func (drop (i32.const 0x1_0000_0000)))") "constant out of range")
(assert_malformed (module quote "(func (local.get $none))") "unknown local")
(assert_malformed (module quote "(func $a) (func $a)") "duplicate func")
