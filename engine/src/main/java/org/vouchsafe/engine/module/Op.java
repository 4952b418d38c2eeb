package org.vouchsafe.engine.module;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Every instruction of WebAssembly 2.0, and the tail calls of 3.0: its code, the form of its
 * immediates, and its type where that does not depend on the module.
 *
 * <p>Codes: one byte, or a prefix byte FC or FD and, in the low byte here, the number behind it.
 * Types: {@code i l f d v} for i32, i64, f32, f64, v128; operands, a colon, results.
 */
public enum Op {
  UNREACHABLE(0x0, Immediate.NONE),
  NOP(0x1, Immediate.NONE),
  BLOCK(0x2, Immediate.BLOCK),
  LOOP(0x3, Immediate.BLOCK),
  IF(0x4, Immediate.BLOCK),
  ELSE(0x5, Immediate.NONE),
  END(0xB, Immediate.NONE),
  BR(0xC, Immediate.INDEX),
  BR_IF(0xD, Immediate.INDEX),
  BR_TABLE(0xE, Immediate.LABELS),
  RETURN(0xF, Immediate.NONE),
  CALL(0x10, Immediate.INDEX),
  CALL_INDIRECT(0x11, Immediate.INDEX_INDEX),
  RETURN_CALL(0x12, Immediate.INDEX),
  RETURN_CALL_INDIRECT(0x13, Immediate.INDEX_INDEX),
  DROP(0x1A, Immediate.NONE),
  SELECT(0x1B, Immediate.NONE),
  SELECT_TYPED(0x1C, Immediate.TYPES),
  LOCAL_GET(0x20, Immediate.INDEX),
  LOCAL_SET(0x21, Immediate.INDEX),
  LOCAL_TEE(0x22, Immediate.INDEX),
  GLOBAL_GET(0x23, Immediate.INDEX),
  GLOBAL_SET(0x24, Immediate.INDEX),
  TABLE_GET(0x25, Immediate.INDEX),
  TABLE_SET(0x26, Immediate.INDEX),
  I32_LOAD(0x28, Immediate.MEMORY, "i:i", 2),
  I64_LOAD(0x29, Immediate.MEMORY, "i:l", 3),
  F32_LOAD(0x2A, Immediate.MEMORY, "i:f", 2),
  F64_LOAD(0x2B, Immediate.MEMORY, "i:d", 3),
  I32_LOAD8_S(0x2C, Immediate.MEMORY, "i:i", 0),
  I32_LOAD8_U(0x2D, Immediate.MEMORY, "i:i", 0),
  I32_LOAD16_S(0x2E, Immediate.MEMORY, "i:i", 1),
  I32_LOAD16_U(0x2F, Immediate.MEMORY, "i:i", 1),
  I64_LOAD8_S(0x30, Immediate.MEMORY, "i:l", 0),
  I64_LOAD8_U(0x31, Immediate.MEMORY, "i:l", 0),
  I64_LOAD16_S(0x32, Immediate.MEMORY, "i:l", 1),
  I64_LOAD16_U(0x33, Immediate.MEMORY, "i:l", 1),
  I64_LOAD32_S(0x34, Immediate.MEMORY, "i:l", 2),
  I64_LOAD32_U(0x35, Immediate.MEMORY, "i:l", 2),
  I32_STORE(0x36, Immediate.MEMORY, "ii:", 2),
  I64_STORE(0x37, Immediate.MEMORY, "il:", 3),
  F32_STORE(0x38, Immediate.MEMORY, "if:", 2),
  F64_STORE(0x39, Immediate.MEMORY, "id:", 3),
  I32_STORE8(0x3A, Immediate.MEMORY, "ii:", 0),
  I32_STORE16(0x3B, Immediate.MEMORY, "ii:", 1),
  I64_STORE8(0x3C, Immediate.MEMORY, "il:", 0),
  I64_STORE16(0x3D, Immediate.MEMORY, "il:", 1),
  I64_STORE32(0x3E, Immediate.MEMORY, "il:", 2),
  MEMORY_SIZE(0x3F, Immediate.ZERO, ":i"),
  MEMORY_GROW(0x40, Immediate.ZERO, "i:i"),
  I32_CONST(0x41, Immediate.I32, ":i"),
  I64_CONST(0x42, Immediate.I64, ":l"),
  F32_CONST(0x43, Immediate.F32, ":f"),
  F64_CONST(0x44, Immediate.F64, ":d"),
  I32_EQZ(0x45, "i:i"),
  I32_EQ(0x46, "ii:i"),
  I32_NE(0x47, "ii:i"),
  I32_LT_S(0x48, "ii:i"),
  I32_LT_U(0x49, "ii:i"),
  I32_GT_S(0x4A, "ii:i"),
  I32_GT_U(0x4B, "ii:i"),
  I32_LE_S(0x4C, "ii:i"),
  I32_LE_U(0x4D, "ii:i"),
  I32_GE_S(0x4E, "ii:i"),
  I32_GE_U(0x4F, "ii:i"),
  I64_EQZ(0x50, "l:i"),
  I64_EQ(0x51, "ll:i"),
  I64_NE(0x52, "ll:i"),
  I64_LT_S(0x53, "ll:i"),
  I64_LT_U(0x54, "ll:i"),
  I64_GT_S(0x55, "ll:i"),
  I64_GT_U(0x56, "ll:i"),
  I64_LE_S(0x57, "ll:i"),
  I64_LE_U(0x58, "ll:i"),
  I64_GE_S(0x59, "ll:i"),
  I64_GE_U(0x5A, "ll:i"),
  F32_EQ(0x5B, "ff:i"),
  F32_NE(0x5C, "ff:i"),
  F32_LT(0x5D, "ff:i"),
  F32_GT(0x5E, "ff:i"),
  F32_LE(0x5F, "ff:i"),
  F32_GE(0x60, "ff:i"),
  F64_EQ(0x61, "dd:i"),
  F64_NE(0x62, "dd:i"),
  F64_LT(0x63, "dd:i"),
  F64_GT(0x64, "dd:i"),
  F64_LE(0x65, "dd:i"),
  F64_GE(0x66, "dd:i"),
  I32_CLZ(0x67, "i:i"),
  I32_CTZ(0x68, "i:i"),
  I32_POPCNT(0x69, "i:i"),
  I32_ADD(0x6A, "ii:i"),
  I32_SUB(0x6B, "ii:i"),
  I32_MUL(0x6C, "ii:i"),
  I32_DIV_S(0x6D, "ii:i"),
  I32_DIV_U(0x6E, "ii:i"),
  I32_REM_S(0x6F, "ii:i"),
  I32_REM_U(0x70, "ii:i"),
  I32_AND(0x71, "ii:i"),
  I32_OR(0x72, "ii:i"),
  I32_XOR(0x73, "ii:i"),
  I32_SHL(0x74, "ii:i"),
  I32_SHR_S(0x75, "ii:i"),
  I32_SHR_U(0x76, "ii:i"),
  I32_ROTL(0x77, "ii:i"),
  I32_ROTR(0x78, "ii:i"),
  I64_CLZ(0x79, "l:l"),
  I64_CTZ(0x7A, "l:l"),
  I64_POPCNT(0x7B, "l:l"),
  I64_ADD(0x7C, "ll:l"),
  I64_SUB(0x7D, "ll:l"),
  I64_MUL(0x7E, "ll:l"),
  I64_DIV_S(0x7F, "ll:l"),
  I64_DIV_U(0x80, "ll:l"),
  I64_REM_S(0x81, "ll:l"),
  I64_REM_U(0x82, "ll:l"),
  I64_AND(0x83, "ll:l"),
  I64_OR(0x84, "ll:l"),
  I64_XOR(0x85, "ll:l"),
  I64_SHL(0x86, "ll:l"),
  I64_SHR_S(0x87, "ll:l"),
  I64_SHR_U(0x88, "ll:l"),
  I64_ROTL(0x89, "ll:l"),
  I64_ROTR(0x8A, "ll:l"),
  F32_ABS(0x8B, "f:f"),
  F32_NEG(0x8C, "f:f"),
  F32_CEIL(0x8D, "f:f"),
  F32_FLOOR(0x8E, "f:f"),
  F32_TRUNC(0x8F, "f:f"),
  F32_NEAREST(0x90, "f:f"),
  F32_SQRT(0x91, "f:f"),
  F32_ADD(0x92, "ff:f"),
  F32_SUB(0x93, "ff:f"),
  F32_MUL(0x94, "ff:f"),
  F32_DIV(0x95, "ff:f"),
  F32_MIN(0x96, "ff:f"),
  F32_MAX(0x97, "ff:f"),
  F32_COPYSIGN(0x98, "ff:f"),
  F64_ABS(0x99, "d:d"),
  F64_NEG(0x9A, "d:d"),
  F64_CEIL(0x9B, "d:d"),
  F64_FLOOR(0x9C, "d:d"),
  F64_TRUNC(0x9D, "d:d"),
  F64_NEAREST(0x9E, "d:d"),
  F64_SQRT(0x9F, "d:d"),
  F64_ADD(0xA0, "dd:d"),
  F64_SUB(0xA1, "dd:d"),
  F64_MUL(0xA2, "dd:d"),
  F64_DIV(0xA3, "dd:d"),
  F64_MIN(0xA4, "dd:d"),
  F64_MAX(0xA5, "dd:d"),
  F64_COPYSIGN(0xA6, "dd:d"),
  I32_WRAP_I64(0xA7, "l:i"),
  I32_TRUNC_F32_S(0xA8, "f:i"),
  I32_TRUNC_F32_U(0xA9, "f:i"),
  I32_TRUNC_F64_S(0xAA, "d:i"),
  I32_TRUNC_F64_U(0xAB, "d:i"),
  I64_EXTEND_I32_S(0xAC, "i:l"),
  I64_EXTEND_I32_U(0xAD, "i:l"),
  I64_TRUNC_F32_S(0xAE, "f:l"),
  I64_TRUNC_F32_U(0xAF, "f:l"),
  I64_TRUNC_F64_S(0xB0, "d:l"),
  I64_TRUNC_F64_U(0xB1, "d:l"),
  F32_CONVERT_I32_S(0xB2, "i:f"),
  F32_CONVERT_I32_U(0xB3, "i:f"),
  F32_CONVERT_I64_S(0xB4, "l:f"),
  F32_CONVERT_I64_U(0xB5, "l:f"),
  F32_DEMOTE_F64(0xB6, "d:f"),
  F64_CONVERT_I32_S(0xB7, "i:d"),
  F64_CONVERT_I32_U(0xB8, "i:d"),
  F64_CONVERT_I64_S(0xB9, "l:d"),
  F64_CONVERT_I64_U(0xBA, "l:d"),
  F64_PROMOTE_F32(0xBB, "f:d"),
  I32_REINTERPRET_F32(0xBC, "f:i"),
  I64_REINTERPRET_F64(0xBD, "d:l"),
  F32_REINTERPRET_I32(0xBE, "i:f"),
  F64_REINTERPRET_I64(0xBF, "l:d"),
  I32_EXTEND8_S(0xC0, "i:i"),
  I32_EXTEND16_S(0xC1, "i:i"),
  I64_EXTEND8_S(0xC2, "l:l"),
  I64_EXTEND16_S(0xC3, "l:l"),
  I64_EXTEND32_S(0xC4, "l:l"),
  REF_NULL(0xD0, Immediate.REFERENCE),
  REF_IS_NULL(0xD1, Immediate.NONE),
  REF_FUNC(0xD2, Immediate.INDEX),
  I32_TRUNC_SAT_F32_S(0xFC00, "f:i"),
  I32_TRUNC_SAT_F32_U(0xFC01, "f:i"),
  I32_TRUNC_SAT_F64_S(0xFC02, "d:i"),
  I32_TRUNC_SAT_F64_U(0xFC03, "d:i"),
  I64_TRUNC_SAT_F32_S(0xFC04, "f:l"),
  I64_TRUNC_SAT_F32_U(0xFC05, "f:l"),
  I64_TRUNC_SAT_F64_S(0xFC06, "d:l"),
  I64_TRUNC_SAT_F64_U(0xFC07, "d:l"),
  MEMORY_INIT(0xFC08, Immediate.INDEX_ZERO, "iii:"),
  DATA_DROP(0xFC09, Immediate.INDEX, ":"),
  MEMORY_COPY(0xFC0A, Immediate.ZERO_ZERO, "iii:"),
  MEMORY_FILL(0xFC0B, Immediate.ZERO, "iii:"),
  TABLE_INIT(0xFC0C, Immediate.INDEX_INDEX, "iii:"),
  ELEM_DROP(0xFC0D, Immediate.INDEX, ":"),
  TABLE_COPY(0xFC0E, Immediate.INDEX_INDEX, "iii:"),
  TABLE_GROW(0xFC0F, Immediate.INDEX),
  TABLE_SIZE(0xFC10, Immediate.INDEX, ":i"),
  TABLE_FILL(0xFC11, Immediate.INDEX),
  V128_LOAD(0xFD00, Immediate.MEMORY, "i:v", 4),
  V128_LOAD8X8_S(0xFD01, Immediate.MEMORY, "i:v", 3),
  V128_LOAD8X8_U(0xFD02, Immediate.MEMORY, "i:v", 3),
  V128_LOAD16X4_S(0xFD03, Immediate.MEMORY, "i:v", 3),
  V128_LOAD16X4_U(0xFD04, Immediate.MEMORY, "i:v", 3),
  V128_LOAD32X2_S(0xFD05, Immediate.MEMORY, "i:v", 3),
  V128_LOAD32X2_U(0xFD06, Immediate.MEMORY, "i:v", 3),
  V128_LOAD8_SPLAT(0xFD07, Immediate.MEMORY, "i:v", 0),
  V128_LOAD16_SPLAT(0xFD08, Immediate.MEMORY, "i:v", 1),
  V128_LOAD32_SPLAT(0xFD09, Immediate.MEMORY, "i:v", 2),
  V128_LOAD64_SPLAT(0xFD0A, Immediate.MEMORY, "i:v", 3),
  V128_STORE(0xFD0B, Immediate.MEMORY, "iv:", 4),
  V128_CONST(0xFD0C, Immediate.V128, ":v"),
  I8X16_SHUFFLE(0xFD0D, Immediate.LANES, "vv:v"),
  I8X16_SWIZZLE(0xFD0E, "vv:v"),
  I8X16_SPLAT(0xFD0F, "i:v"),
  I16X8_SPLAT(0xFD10, "i:v"),
  I32X4_SPLAT(0xFD11, "i:v"),
  I64X2_SPLAT(0xFD12, "l:v"),
  F32X4_SPLAT(0xFD13, "f:v"),
  F64X2_SPLAT(0xFD14, "d:v"),
  I8X16_EXTRACT_LANE_S(0xFD15, Immediate.LANE, "v:i", 16),
  I8X16_EXTRACT_LANE_U(0xFD16, Immediate.LANE, "v:i", 16),
  I8X16_REPLACE_LANE(0xFD17, Immediate.LANE, "vi:v", 16),
  I16X8_EXTRACT_LANE_S(0xFD18, Immediate.LANE, "v:i", 8),
  I16X8_EXTRACT_LANE_U(0xFD19, Immediate.LANE, "v:i", 8),
  I16X8_REPLACE_LANE(0xFD1A, Immediate.LANE, "vi:v", 8),
  I32X4_EXTRACT_LANE(0xFD1B, Immediate.LANE, "v:i", 4),
  I32X4_REPLACE_LANE(0xFD1C, Immediate.LANE, "vi:v", 4),
  I64X2_EXTRACT_LANE(0xFD1D, Immediate.LANE, "v:l", 2),
  I64X2_REPLACE_LANE(0xFD1E, Immediate.LANE, "vl:v", 2),
  F32X4_EXTRACT_LANE(0xFD1F, Immediate.LANE, "v:f", 4),
  F32X4_REPLACE_LANE(0xFD20, Immediate.LANE, "vf:v", 4),
  F64X2_EXTRACT_LANE(0xFD21, Immediate.LANE, "v:d", 2),
  F64X2_REPLACE_LANE(0xFD22, Immediate.LANE, "vd:v", 2),
  I8X16_EQ(0xFD23, "vv:v"),
  I8X16_NE(0xFD24, "vv:v"),
  I8X16_LT_S(0xFD25, "vv:v"),
  I8X16_LT_U(0xFD26, "vv:v"),
  I8X16_GT_S(0xFD27, "vv:v"),
  I8X16_GT_U(0xFD28, "vv:v"),
  I8X16_LE_S(0xFD29, "vv:v"),
  I8X16_LE_U(0xFD2A, "vv:v"),
  I8X16_GE_S(0xFD2B, "vv:v"),
  I8X16_GE_U(0xFD2C, "vv:v"),
  I16X8_EQ(0xFD2D, "vv:v"),
  I16X8_NE(0xFD2E, "vv:v"),
  I16X8_LT_S(0xFD2F, "vv:v"),
  I16X8_LT_U(0xFD30, "vv:v"),
  I16X8_GT_S(0xFD31, "vv:v"),
  I16X8_GT_U(0xFD32, "vv:v"),
  I16X8_LE_S(0xFD33, "vv:v"),
  I16X8_LE_U(0xFD34, "vv:v"),
  I16X8_GE_S(0xFD35, "vv:v"),
  I16X8_GE_U(0xFD36, "vv:v"),
  I32X4_EQ(0xFD37, "vv:v"),
  I32X4_NE(0xFD38, "vv:v"),
  I32X4_LT_S(0xFD39, "vv:v"),
  I32X4_LT_U(0xFD3A, "vv:v"),
  I32X4_GT_S(0xFD3B, "vv:v"),
  I32X4_GT_U(0xFD3C, "vv:v"),
  I32X4_LE_S(0xFD3D, "vv:v"),
  I32X4_LE_U(0xFD3E, "vv:v"),
  I32X4_GE_S(0xFD3F, "vv:v"),
  I32X4_GE_U(0xFD40, "vv:v"),
  F32X4_EQ(0xFD41, "vv:v"),
  F32X4_NE(0xFD42, "vv:v"),
  F32X4_LT(0xFD43, "vv:v"),
  F32X4_GT(0xFD44, "vv:v"),
  F32X4_LE(0xFD45, "vv:v"),
  F32X4_GE(0xFD46, "vv:v"),
  F64X2_EQ(0xFD47, "vv:v"),
  F64X2_NE(0xFD48, "vv:v"),
  F64X2_LT(0xFD49, "vv:v"),
  F64X2_GT(0xFD4A, "vv:v"),
  F64X2_LE(0xFD4B, "vv:v"),
  F64X2_GE(0xFD4C, "vv:v"),
  V128_NOT(0xFD4D, "v:v"),
  V128_AND(0xFD4E, "vv:v"),
  V128_ANDNOT(0xFD4F, "vv:v"),
  V128_OR(0xFD50, "vv:v"),
  V128_XOR(0xFD51, "vv:v"),
  V128_BITSELECT(0xFD52, "vvv:v"),
  V128_ANY_TRUE(0xFD53, "v:i"),
  V128_LOAD8_LANE(0xFD54, Immediate.MEMORY_LANE, "iv:v", 0),
  V128_LOAD16_LANE(0xFD55, Immediate.MEMORY_LANE, "iv:v", 1),
  V128_LOAD32_LANE(0xFD56, Immediate.MEMORY_LANE, "iv:v", 2),
  V128_LOAD64_LANE(0xFD57, Immediate.MEMORY_LANE, "iv:v", 3),
  V128_STORE8_LANE(0xFD58, Immediate.MEMORY_LANE, "iv:", 0),
  V128_STORE16_LANE(0xFD59, Immediate.MEMORY_LANE, "iv:", 1),
  V128_STORE32_LANE(0xFD5A, Immediate.MEMORY_LANE, "iv:", 2),
  V128_STORE64_LANE(0xFD5B, Immediate.MEMORY_LANE, "iv:", 3),
  V128_LOAD32_ZERO(0xFD5C, Immediate.MEMORY, "i:v", 2),
  V128_LOAD64_ZERO(0xFD5D, Immediate.MEMORY, "i:v", 3),
  F32X4_DEMOTE_F64X2_ZERO(0xFD5E, "v:v"),
  F64X2_PROMOTE_LOW_F32X4(0xFD5F, "v:v"),
  I8X16_ABS(0xFD60, "v:v"),
  I8X16_NEG(0xFD61, "v:v"),
  I8X16_POPCNT(0xFD62, "v:v"),
  I8X16_ALL_TRUE(0xFD63, "v:i"),
  I8X16_BITMASK(0xFD64, "v:i"),
  I8X16_NARROW_I16X8_S(0xFD65, "vv:v"),
  I8X16_NARROW_I16X8_U(0xFD66, "vv:v"),
  F32X4_CEIL(0xFD67, "v:v"),
  F32X4_FLOOR(0xFD68, "v:v"),
  F32X4_TRUNC(0xFD69, "v:v"),
  F32X4_NEAREST(0xFD6A, "v:v"),
  I8X16_SHL(0xFD6B, "vi:v"),
  I8X16_SHR_S(0xFD6C, "vi:v"),
  I8X16_SHR_U(0xFD6D, "vi:v"),
  I8X16_ADD(0xFD6E, "vv:v"),
  I8X16_ADD_SAT_S(0xFD6F, "vv:v"),
  I8X16_ADD_SAT_U(0xFD70, "vv:v"),
  I8X16_SUB(0xFD71, "vv:v"),
  I8X16_SUB_SAT_S(0xFD72, "vv:v"),
  I8X16_SUB_SAT_U(0xFD73, "vv:v"),
  F64X2_CEIL(0xFD74, "v:v"),
  F64X2_FLOOR(0xFD75, "v:v"),
  I8X16_MIN_S(0xFD76, "vv:v"),
  I8X16_MIN_U(0xFD77, "vv:v"),
  I8X16_MAX_S(0xFD78, "vv:v"),
  I8X16_MAX_U(0xFD79, "vv:v"),
  F64X2_TRUNC(0xFD7A, "v:v"),
  I8X16_AVGR_U(0xFD7B, "vv:v"),
  I16X8_EXTADD_PAIRWISE_I8X16_S(0xFD7C, "v:v"),
  I16X8_EXTADD_PAIRWISE_I8X16_U(0xFD7D, "v:v"),
  I32X4_EXTADD_PAIRWISE_I16X8_S(0xFD7E, "v:v"),
  I32X4_EXTADD_PAIRWISE_I16X8_U(0xFD7F, "v:v"),
  I16X8_ABS(0xFD80, "v:v"),
  I16X8_NEG(0xFD81, "v:v"),
  I16X8_Q15MULR_SAT_S(0xFD82, "vv:v"),
  I16X8_ALL_TRUE(0xFD83, "v:i"),
  I16X8_BITMASK(0xFD84, "v:i"),
  I16X8_NARROW_I32X4_S(0xFD85, "vv:v"),
  I16X8_NARROW_I32X4_U(0xFD86, "vv:v"),
  I16X8_EXTEND_LOW_I8X16_S(0xFD87, "v:v"),
  I16X8_EXTEND_HIGH_I8X16_S(0xFD88, "v:v"),
  I16X8_EXTEND_LOW_I8X16_U(0xFD89, "v:v"),
  I16X8_EXTEND_HIGH_I8X16_U(0xFD8A, "v:v"),
  I16X8_SHL(0xFD8B, "vi:v"),
  I16X8_SHR_S(0xFD8C, "vi:v"),
  I16X8_SHR_U(0xFD8D, "vi:v"),
  I16X8_ADD(0xFD8E, "vv:v"),
  I16X8_ADD_SAT_S(0xFD8F, "vv:v"),
  I16X8_ADD_SAT_U(0xFD90, "vv:v"),
  I16X8_SUB(0xFD91, "vv:v"),
  I16X8_SUB_SAT_S(0xFD92, "vv:v"),
  I16X8_SUB_SAT_U(0xFD93, "vv:v"),
  F64X2_NEAREST(0xFD94, "v:v"),
  I16X8_MUL(0xFD95, "vv:v"),
  I16X8_MIN_S(0xFD96, "vv:v"),
  I16X8_MIN_U(0xFD97, "vv:v"),
  I16X8_MAX_S(0xFD98, "vv:v"),
  I16X8_MAX_U(0xFD99, "vv:v"),
  I16X8_AVGR_U(0xFD9B, "vv:v"),
  I16X8_EXTMUL_LOW_I8X16_S(0xFD9C, "vv:v"),
  I16X8_EXTMUL_HIGH_I8X16_S(0xFD9D, "vv:v"),
  I16X8_EXTMUL_LOW_I8X16_U(0xFD9E, "vv:v"),
  I16X8_EXTMUL_HIGH_I8X16_U(0xFD9F, "vv:v"),
  I32X4_ABS(0xFDA0, "v:v"),
  I32X4_NEG(0xFDA1, "v:v"),
  I32X4_ALL_TRUE(0xFDA3, "v:i"),
  I32X4_BITMASK(0xFDA4, "v:i"),
  I32X4_EXTEND_LOW_I16X8_S(0xFDA7, "v:v"),
  I32X4_EXTEND_HIGH_I16X8_S(0xFDA8, "v:v"),
  I32X4_EXTEND_LOW_I16X8_U(0xFDA9, "v:v"),
  I32X4_EXTEND_HIGH_I16X8_U(0xFDAA, "v:v"),
  I32X4_SHL(0xFDAB, "vi:v"),
  I32X4_SHR_S(0xFDAC, "vi:v"),
  I32X4_SHR_U(0xFDAD, "vi:v"),
  I32X4_ADD(0xFDAE, "vv:v"),
  I32X4_SUB(0xFDB1, "vv:v"),
  I32X4_MUL(0xFDB5, "vv:v"),
  I32X4_MIN_S(0xFDB6, "vv:v"),
  I32X4_MIN_U(0xFDB7, "vv:v"),
  I32X4_MAX_S(0xFDB8, "vv:v"),
  I32X4_MAX_U(0xFDB9, "vv:v"),
  I32X4_DOT_I16X8_S(0xFDBA, "vv:v"),
  I32X4_EXTMUL_LOW_I16X8_S(0xFDBC, "vv:v"),
  I32X4_EXTMUL_HIGH_I16X8_S(0xFDBD, "vv:v"),
  I32X4_EXTMUL_LOW_I16X8_U(0xFDBE, "vv:v"),
  I32X4_EXTMUL_HIGH_I16X8_U(0xFDBF, "vv:v"),
  I64X2_ABS(0xFDC0, "v:v"),
  I64X2_NEG(0xFDC1, "v:v"),
  I64X2_ALL_TRUE(0xFDC3, "v:i"),
  I64X2_BITMASK(0xFDC4, "v:i"),
  I64X2_EXTEND_LOW_I32X4_S(0xFDC7, "v:v"),
  I64X2_EXTEND_HIGH_I32X4_S(0xFDC8, "v:v"),
  I64X2_EXTEND_LOW_I32X4_U(0xFDC9, "v:v"),
  I64X2_EXTEND_HIGH_I32X4_U(0xFDCA, "v:v"),
  I64X2_SHL(0xFDCB, "vi:v"),
  I64X2_SHR_S(0xFDCC, "vi:v"),
  I64X2_SHR_U(0xFDCD, "vi:v"),
  I64X2_ADD(0xFDCE, "vv:v"),
  I64X2_SUB(0xFDD1, "vv:v"),
  I64X2_MUL(0xFDD5, "vv:v"),
  I64X2_EQ(0xFDD6, "vv:v"),
  I64X2_NE(0xFDD7, "vv:v"),
  I64X2_LT_S(0xFDD8, "vv:v"),
  I64X2_GT_S(0xFDD9, "vv:v"),
  I64X2_LE_S(0xFDDA, "vv:v"),
  I64X2_GE_S(0xFDDB, "vv:v"),
  I64X2_EXTMUL_LOW_I32X4_S(0xFDDC, "vv:v"),
  I64X2_EXTMUL_HIGH_I32X4_S(0xFDDD, "vv:v"),
  I64X2_EXTMUL_LOW_I32X4_U(0xFDDE, "vv:v"),
  I64X2_EXTMUL_HIGH_I32X4_U(0xFDDF, "vv:v"),
  F32X4_ABS(0xFDE0, "v:v"),
  F32X4_NEG(0xFDE1, "v:v"),
  F32X4_SQRT(0xFDE3, "v:v"),
  F32X4_ADD(0xFDE4, "vv:v"),
  F32X4_SUB(0xFDE5, "vv:v"),
  F32X4_MUL(0xFDE6, "vv:v"),
  F32X4_DIV(0xFDE7, "vv:v"),
  F32X4_MIN(0xFDE8, "vv:v"),
  F32X4_MAX(0xFDE9, "vv:v"),
  F32X4_PMIN(0xFDEA, "vv:v"),
  F32X4_PMAX(0xFDEB, "vv:v"),
  F64X2_ABS(0xFDEC, "v:v"),
  F64X2_NEG(0xFDED, "v:v"),
  F64X2_SQRT(0xFDEF, "v:v"),
  F64X2_ADD(0xFDF0, "vv:v"),
  F64X2_SUB(0xFDF1, "vv:v"),
  F64X2_MUL(0xFDF2, "vv:v"),
  F64X2_DIV(0xFDF3, "vv:v"),
  F64X2_MIN(0xFDF4, "vv:v"),
  F64X2_MAX(0xFDF5, "vv:v"),
  F64X2_PMIN(0xFDF6, "vv:v"),
  F64X2_PMAX(0xFDF7, "vv:v"),
  I32X4_TRUNC_SAT_F32X4_S(0xFDF8, "v:v"),
  I32X4_TRUNC_SAT_F32X4_U(0xFDF9, "v:v"),
  F32X4_CONVERT_I32X4_S(0xFDFA, "v:v"),
  F32X4_CONVERT_I32X4_U(0xFDFB, "v:v"),
  I32X4_TRUNC_SAT_F64X2_S_ZERO(0xFDFC, "v:v"),
  I32X4_TRUNC_SAT_F64X2_U_ZERO(0xFDFD, "v:v"),
  F64X2_CONVERT_LOW_I32X4_S(0xFDFE, "v:v"),
  F64X2_CONVERT_LOW_I32X4_U(0xFDFF, "v:v");

  /** What stands behind the code. */
  enum Immediate {
    NONE,
    BLOCK,
    INDEX,
    INDEX_INDEX,
    INDEX_ZERO,
    ZERO,
    ZERO_ZERO,
    LABELS,
    TYPES,
    REFERENCE,
    MEMORY,
    MEMORY_LANE,
    I32,
    I64,
    F32,
    F64,
    V128,
    LANE,
    LANES
  }

  private static final int PREFIXES = 0xFC;
  private static final @Nullable Op[] PLAIN = new @Nullable Op[256];
  private static final @Nullable Op[] FC = new @Nullable Op[256];
  private static final @Nullable Op[] FD = new @Nullable Op[256];

  static {
    for (Op op : values()) {
      (op.code < 256 ? PLAIN : op.code >> 8 == PREFIXES ? FC : FD)[op.code & 0xFF] = op;
    }
  }

  final Immediate immediate;
  private final int code;

  @SuppressWarnings("ImmutableEnumChecker") // a record of copied lists
  private final @Nullable FunctionType type;

  private final int size;

  Op(int code, Immediate immediate) {
    this(code, immediate, null, 0);
  }

  Op(int code, String type) {
    this(code, Immediate.NONE, type, 0);
  }

  Op(int code, Immediate immediate, String type) {
    this(code, immediate, type, 0);
  }

  Op(int code, Immediate immediate, @Nullable String type, int size) {
    this.code = code;
    this.immediate = immediate;
    this.type = type == null ? null : FunctionType.ofLetters(type);
    this.size = size;
  }

  static Optional<Op> ofByte(int code) {
    return Optional.ofNullable(PLAIN[code]);
  }

  static boolean isPrefix(int code) {
    return code == PREFIXES || code == PREFIXES + 1;
  }

  static Optional<Op> ofPrefixed(int prefix, int number) {
    return number < 0 || number > 255
        ? Optional.empty()
        : Optional.ofNullable((prefix == PREFIXES ? FC : FD)[number]);
  }

  /** Above 255: the prefix byte and, in the low byte, the number behind it. */
  public int code() {
    return code;
  }

  /** Absent where it depends on the module or on what stands before it. */
  public Optional<FunctionType> type() {
    return Optional.ofNullable(type);
  }

  /** The base-2 logarithm of the bytes that a memory access touches: the largest alignment. */
  public int naturalAlignment() {
    return size;
  }

  /** Whether the engine compiles it: not yet vectors, nor tail calls. */
  public boolean isSupported() {
    return code >> 8 != PREFIXES + 1 && this != RETURN_CALL && this != RETURN_CALL_INDIRECT;
  }

  /** Whether it is a load or a store. */
  public boolean accessesMemory() {
    return immediate == Immediate.MEMORY || immediate == Immediate.MEMORY_LANE;
  }

  /** How many lanes there are to choose from. */
  int lanes() {
    return immediate == Immediate.LANE ? size : 16 >> size;
  }

  /** As the text format writes it. */
  @Override
  public String toString() {
    String name = name().toLowerCase(Locale.ROOT);
    return switch (this) {
      case BR_IF, BR_TABLE, CALL_INDIRECT, RETURN_CALL, RETURN_CALL_INDIRECT -> name;
      case SELECT_TYPED -> "select";
      default -> name.replaceFirst("_", ".");
    };
  }
}
