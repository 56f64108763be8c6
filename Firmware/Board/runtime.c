// What compiled code expects of every machine. Nothing here that Scripts/card-provided.sh does not allow: no
// heap, no floating point.
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef uint32_t __attribute__((may_alias, aligned(1))) AnyWord;

void *memcpy(void *restrict target, const void *restrict source, size_t count) {
  return memmove(target, source, count);
}

// The loops below are what they define, and must not be turned into calls of it.
__attribute__((no_builtin)) void *memmove(void *target, const void *source, size_t count) {
  uint8_t *to = target;
  const uint8_t *from = source;
  if (to == from) return target;
  if ((uintptr_t)to - (uintptr_t)from >= count) {
    for (; count >= 4; count -= 4, to += 4, from += 4) *(AnyWord *)to = *(const AnyWord *)from;
    while (count-- > 0) *to++ = *from++;
  } else {
    while (count-- > 0) to[count] = from[count];
  }
  return target;
}

__attribute__((no_builtin)) void *memset(void *target, int value, size_t count) {
  uint8_t *to = target;
  uint32_t word = (uint8_t)value * 0x01010101u;
  for (; count >= 4; count -= 4, to += 4) *(AnyWord *)to = word;
  while (count-- > 0) *to++ = (uint8_t)value;
  return target;
}

__attribute__((no_builtin)) int memcmp(const void *a, const void *b, size_t count) {
  const uint8_t *x = a, *y = b;
  for (; count > 0; count--, x++, y++) {
    if (*x != *y) return *x - *y;
  }
  return 0;
}

// The same under the names that the ABI gives them: memset and memclr have their own order of parameters.
void __aeabi_memcpy(void *to, const void *from, size_t count) { memmove(to, from, count); }
void __aeabi_memcpy4(void *to, const void *from, size_t count) { memmove(to, from, count); }
void __aeabi_memcpy8(void *to, const void *from, size_t count) { memmove(to, from, count); }
void __aeabi_memmove(void *to, const void *from, size_t count) { memmove(to, from, count); }
void __aeabi_memmove4(void *to, const void *from, size_t count) { memmove(to, from, count); }
void __aeabi_memmove8(void *to, const void *from, size_t count) { memmove(to, from, count); }
void __aeabi_memset(void *to, size_t count, int value) { memset(to, value, count); }
void __aeabi_memset4(void *to, size_t count, int value) { memset(to, value, count); }
void __aeabi_memset8(void *to, size_t count, int value) { memset(to, value, count); }
void __aeabi_memclr(void *to, size_t count) { memset(to, 0, count); }
void __aeabi_memclr4(void *to, size_t count) { memset(to, 0, count); }
void __aeabi_memclr8(void *to, size_t count) { memset(to, 0, count); }

// Finds a stack that was overwritten by accident; against an attacker it would have to be random.
uintptr_t __stack_chk_guard = 0x4B6F6E74;
_Noreturn void __stack_chk_fail(void) { __builtin_trap(); }

// Shifts of 64 bits, called where code is compiled for size.
uint64_t __aeabi_llsl(uint64_t value, int count) { return value << count; }
uint64_t __aeabi_llsr(uint64_t value, int count) { return value >> count; }
