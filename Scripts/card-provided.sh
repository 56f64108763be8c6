# What the firmware's runtime provides to the card-safe modules, as regular expressions on names of functions;
# sourced by the scripts that link for the card. Never the heap, floating point (__aeabi_d*, __aeabi_f*),
# Unicode tables or a source of randomness.
provided=(
  'mem(cpy|move|set|cmp|clr)'
  '__aeabi_mem(cpy|move|set|clr)[48]?'
  '__aeabi_(u?idiv|u?idivmod|u?ldivmod|lmul|llsl|llsr|lasr|lcmp|ulcmp|uread[48]|uwrite[48])'
  '__stack_chk_(fail|guard)'
)
