// PC/SC as pcsc-lite has it. Its folder comes from pkg-config, so that this works where it lies elsewhere.
#include <winscard.h>
