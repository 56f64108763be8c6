// BearSSL, as Swift sees it. On a host it is the system's library; the firmware finds the same header in the
// pinned source. Below is only what Swift can't say itself: the addresses of C constants, and functions that
// BearSSL names by macros.
#pragma once

#include <bearssl.h>

static inline const br_ec_impl *kontant_p256(void) { return &br_ec_p256_m31; }

static inline const br_hash_class *kontant_sha256_class(void) { return &br_sha256_vtable; }

static inline void kontant_sha256_init(br_sha256_context *context) { br_sha256_init(context); }

static inline void kontant_sha256_update(
    br_sha256_context *context, const void *bytes, size_t count) {
  br_sha256_update(context, bytes, count);
}

static inline void kontant_sha256_out(const br_sha256_context *context, void *digest) {
  br_sha256_out(context, digest);
}

// The vtable pointer is the generator's first field, and how BearSSL passes generators.
static inline size_t kontant_p256_generate(br_hmac_drbg_context *generator, void *scalar) {
  return br_ec_keygen(
      &generator->vtable, &br_ec_p256_m31, 0, scalar, BR_EC_secp256r1);
}

// Likewise of an AES key; both must stay where they are as long as the cipher is used.
static inline void kontant_gcm_init(br_gcm_context *gcm, br_aes_ct_ctr_keys *keys) {
  br_gcm_init(gcm, &keys->vtable, &br_ghash_ctmul);
}

// A generator's state is 64 bytes, its key and its value; the rest of the context is constant.
static inline void kontant_generator_resume(br_hmac_drbg_context *generator, const void *state) {
  generator->vtable = &br_hmac_drbg_vtable;
  generator->digest_class = &br_sha256_vtable;
  __builtin_memcpy(generator->K, state, 32);
  __builtin_memcpy(generator->V, (const unsigned char *)state + 32, 32);
}

static inline void kontant_generator_suspend(const br_hmac_drbg_context *generator, void *state) {
  __builtin_memcpy(state, generator->K, 32);
  __builtin_memcpy((unsigned char *)state + 32, generator->V, 32);
}

// Overwrites a secret that is read no more; volatile, or the compiler would leave it out.
static inline void kontant_wipe(void *bytes, size_t count) {
  volatile unsigned char *byte = (volatile unsigned char *)bytes;
  while (count-- > 0) *byte++ = 0;
}
