// The loader's last steps: into the image, or nowhere.
#include "board.h"

#define VECTORS (*(volatile uint32_t *)0xE000ED08u)

_Noreturn void board_start_image(void) {
  const uint32_t *vectors = (const uint32_t *)(BOARD_SLOT_ADDRESS + BOARD_HEADER_BYTES);
  VECTORS = (uint32_t)vectors;
  __asm__ volatile("dsb\n mov sp, %0\n bx %1\n" ::"r"(vectors[0]), "r"(vectors[1]));
  __builtin_unreachable();
}

_Noreturn void board_refuse(const uint8_t *why) {
  board_say("loader: refused, ");
  board_say((const char *)why);
  board_say("\n");
  board_stop();
}
