// The board's registers and memory, for Swift. QEMU's mps2-an386: UARTs and the interrupt controller as
// in Arm's Cortex-M System Design Kit.
#pragma once

#include <stdint.h>

// The memory that outlives power: two banks of flash, then the seed of the random numbers.
#define BOARD_FLASH_ADDRESS 0x21000000u
#define BOARD_BANK_BYTES 0x4000u
#define BOARD_SEED_ADDRESS (BOARD_FLASH_ADDRESS + 2u * BOARD_BANK_BYTES)
// The page after the seed's counts security versions (docs/spec/boot.md). The firmware never writes it.
#define BOARD_COUNTER_ADDRESS (BOARD_SEED_ADDRESS + 0x800u)

// Where the loader finds the image: a header, then the firmware.
#define BOARD_SLOT_ADDRESS 0x00008000u
#define BOARD_SLOT_BYTES 0x30000u
#define BOARD_HEADER_BYTES 0x100u

// Room for the card, in .bss, so that a link shows what RAM it takes.
#define BOARD_CARD_BYTES 8256u
extern uint64_t board_card[BOARD_CARD_BYTES / 8];

static inline uint64_t *board_flash(void) { return (uint64_t *)BOARD_FLASH_ADDRESS; }
static inline uint64_t *board_seed(void) { return (uint64_t *)BOARD_SEED_ADDRESS; }
static inline uint64_t *board_counter(void) { return (uint64_t *)BOARD_COUNTER_ADDRESS; }
static inline void *board_card_place(void) { return board_card; }

// The image's slot, and the key of its maker: x and y, 32 bytes each.
static inline const void *board_slot(void) { return (const void *)BOARD_SLOT_ADDRESS; }
extern const uint8_t board_maker[64];
static inline const void *board_maker_key(void) { return board_maker; }

// Ends the loader: in the image, or with a sentence on the console.
_Noreturn void board_start_image(void);
_Noreturn void board_refuse(const uint8_t *why);

// The console; and the end: the reader learns that its command is lost, and whatever comes is neither read
// nor answered.
void board_say(const char *text);
_Noreturn void board_stop(void);

// One byte of the reader's line; sleeps until there is one.
uint8_t board_receive(void);
void board_send(uint8_t byte);

// Starts over as after a loss of power: nothing in RAM is left but whether a command was lost with it.
_Noreturn void board_restart(int lost_command);
// Whether power went while a command was carried out; says so once.
int board_lost_command(void);

// The stack: painted below the caller, and how many bytes of the paint are gone since.
void board_paint_stack(void);
uint32_t board_stack_used(void);

// Counts the processor's clock, 25 MHz, in 24 bits. Where QEMU counts instructions, one tick is forty.
static inline uint32_t board_ticks(void) { return 0xFFFFFFu - *(volatile uint32_t *)0xE000E018u; }
