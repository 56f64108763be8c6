// From power to Swift: vectors, memory, stack, the serial line, and a last word when something fails.
#include "board.h"

#include <stddef.h>
#include <string.h>

typedef struct {
  volatile uint32_t data, state, control, interrupt, divider;
} Uart;

enum {
  UART_FULL = 1, UART_HAS_BYTE = 2,
  UART_SEND = 1, UART_RECEIVE = 2, UART_RECEIVE_INTERRUPT = 8,
};

#define READER ((Uart *)0x40004000u)
#define CONSOLE ((Uart *)0x40005000u)
#define INTERRUPT_ENABLE (*(volatile uint32_t *)0xE000E100u)
#define INTERRUPT_CLEAR (*(volatile uint32_t *)0xE000E280u)
#define TIMER_CONTROL (*(volatile uint32_t *)0xE000E010u)
#define TIMER_RELOAD (*(volatile uint32_t *)0xE000E014u)
#define TIMER_VALUE (*(volatile uint32_t *)0xE000E018u)
#define FAULT_STATUS (*(volatile uint32_t *)0xE000ED28u)

#define PAINT 0xC5C5C5C5u
#define LOST_COMMAND 0x4C4F5354u

extern uint32_t board_stack_bottom[], board_stack_top[];
extern uint64_t board_data_start[], board_data_end[], board_bss_start[], board_bss_end[];
extern const uint64_t board_data_image[];

uint64_t board_card[BOARD_CARD_BYTES / 8];

// The lowest word of the stack: survives a restart, and nothing else does.
static volatile uint32_t *lost_command_mark(void) { return board_stack_bottom; }

void firmware_main(void);

__attribute__((used)) _Noreturn void board_start(void) {
  size_t words = (size_t)(board_data_end - board_data_start);
  for (size_t i = 0; i < words; i++) board_data_start[i] = board_data_image[i];
  words = (size_t)(board_bss_end - board_bss_start);
  for (size_t i = 0; i < words; i++) board_bss_start[i] = 0;
  READER->divider = CONSOLE->divider = 16;
  READER->control = UART_SEND | UART_RECEIVE | UART_RECEIVE_INTERRUPT;
  CONSOLE->control = UART_SEND;
  INTERRUPT_ENABLE = 1;
  TIMER_RELOAD = 0xFFFFFF;
  TIMER_VALUE = 0;
  TIMER_CONTROL = 5;
  firmware_main();
  __builtin_trap();
}

// Interrupts stay masked: a pending one only ends the sleep in board_receive.
__attribute__((naked, used)) _Noreturn void board_reset(void) {
  __asm__ volatile(
      "cpsid i\n"
      "ldr r0, =board_stack_top\n"
      "mov sp, r0\n"
      "b board_start\n");
}

_Noreturn void board_restart(int lost_command) {
  *lost_command_mark() = lost_command ? LOST_COMMAND : 0;
  board_reset();
}

int board_lost_command(void) {
  int lost = *lost_command_mark() == LOST_COMMAND;
  *lost_command_mark() = 0;
  return lost;
}

uint8_t board_receive(void) {
  while (!(READER->state & UART_HAS_BYTE)) __asm__ volatile("wfi");
  uint8_t byte = (uint8_t)READER->data;
  READER->interrupt = 2;
  INTERRUPT_CLEAR = 1;
  return byte;
}

static void send(Uart *uart, uint8_t byte) {
  while (uart->state & UART_FULL) {}
  uart->data = byte;
}

void board_send(uint8_t byte) { send(READER, byte); }

void board_paint_stack(void) {
  volatile uint32_t *end = (volatile uint32_t *)__builtin_frame_address(0) - 16;
  for (volatile uint32_t *word = board_stack_bottom + 1; word < end; word++) *word = PAINT;
}

uint32_t board_stack_used(void) {
  const volatile uint32_t *word = board_stack_bottom + 1;
  while (word < board_stack_top && *word == PAINT) word++;
  return (uint32_t)((uintptr_t)board_stack_top - (uintptr_t)word);
}

void board_say(const char *text) {
  while (*text) send(CONSOLE, (uint8_t)*text++);
}

static void say_word(const char *name, uint32_t word) {
  board_say(name);
  for (int shift = 28; shift >= 0; shift -= 4) {
    send(CONSOLE, (uint8_t)"0123456789abcdef"[word >> shift & 15]);
  }
}

_Noreturn void board_stop(void) {
  board_send(0);
  board_send(0);
  for (;;) {
    READER->control = 0;
    __asm__ volatile("cpsid i\n wfi");
  }
}

// Says on the console where it happened, and stops: a card that has failed must not go on.
__attribute__((used)) _Noreturn void board_fault(const uint32_t *frame) {
  board_say("firmware: fault");
  say_word(" pc ", frame[6]);
  say_word(" lr ", frame[5]);
  say_word(" status ", FAULT_STATUS);
  say_word(" stack ", (uint32_t)frame);
  board_say("\n");
  board_stop();
}

__attribute__((naked, used)) static void fault(void) {
  __asm__ volatile("mov r0, sp\n b board_fault\n");
}

__attribute__((section(".vectors"), used)) static const void *const vectors[16] = {
    board_stack_top, (void *)board_reset, (void *)fault, (void *)fault,
    (void *)fault,   (void *)fault,       (void *)fault,
};
