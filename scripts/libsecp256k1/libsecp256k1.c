/*
 * What of Bitcoin Core's libsecp256k1 an engine needs, for WebAssembly: one file that takes in the library whole, so
 * that the compiler leaves out what is not used. It imports nothing, and its memory does not grow.
 *
 * Whoever calls writes what goes in to the places below, and reads there what comes out. Bad input is answered with
 * 0, never with a trap: a trap would leave the stack where it is.
 */
#include <stddef.h>

#define EXPORT(name) __attribute__((export_name(#name))) name
/* The crate puts its version before each name of the library. */
#define LIB(name) rustsecp256k1_v0_14_##name

void *memcpy(void *restrict to, const void *restrict from, size_t length) {
  unsigned char *t = to;
  const unsigned char *f = from;
  while (length-- > 0) *t++ = *f++;
  return to;
}

void *memmove(void *to, const void *from, size_t length) {
  unsigned char *t = to;
  const unsigned char *f = from;
  if (t < f)
    while (length-- > 0) *t++ = *f++;
  else
    while (length-- > 0) t[length] = f[length];
  return to;
}

void *memset(void *to, int value, size_t length) {
  unsigned char *t = to;
  while (length-- > 0) *t++ = (unsigned char)value;
  return to;
}

int memcmp(const void *one, const void *other, size_t length) {
  const unsigned char *a = one, *b = other;
  for (; length > 0; length--, a++, b++)
    if (*a != *b) return *a - *b;
  return 0;
}

#include "src/secp256k1.c"
#include "src/precomputed_ecmult.c"
#include "src/precomputed_ecmult_gen.c"

/* What the library finds wrong with an argument it answers with 0, once these have come back. */
void LIB(default_illegal_callback_fn)(const char *message, void *data) {
  (void)message;
  (void)data;
}
void LIB(default_error_callback_fn)(const char *message, void *data) {
  (void)message;
  (void)data;
  __builtin_trap();
}

/* The places. */
static struct {
  unsigned char digest[32];
  unsigned char signature[64];
  /* 33 or 65 bytes go in, 65 come out. */
  unsigned char public_key[65];
  /* A secret key, or 32 random bytes: wiped before the call returns. */
  unsigned char secret[32];
} io;

static _Alignas(16) unsigned char memory[512];
static LIB(context) *context;

unsigned char *EXPORT(places)(void) { return (unsigned char *)&io; }

/* A signature after RFC 6979, with a low s. */
int EXPORT(sign)(void) {
  LIB(ecdsa_signature) signature;
  int done = LIB(ecdsa_sign)(context, &signature, io.digest, io.secret, NULL, NULL);
  LIB(memclear_explicit)(io.secret, sizeof(io.secret));
  if (done) LIB(ecdsa_signature_serialize_compact)(context, io.signature, &signature);
  return done;
}

/* The uncompressed form of a public key. */
int EXPORT(import_public_key)(size_t length) {
  LIB(pubkey) key;
  size_t written = sizeof(io.public_key);
  if (!LIB(ec_pubkey_parse)(context, &key, io.public_key, length)) return 0;
  return LIB(ec_pubkey_serialize)(context, io.public_key, &written, &key, SECP256K1_EC_UNCOMPRESSED);
}

/*
 * Tables for the keys that come again. Most of a verification goes into doublings and into the multiples of the key:
 * of a point's 2^0-, 2^32-, 2^64- and 2^96-fold the odd multiples up to 31 are kept, and the x of the same times
 * lambda, the curve's endomorphism, by which a scalar comes in two halves. So a quarter of the doublings are left.
 */
#define WINDOW 6
#define MULTIPLES ECMULT_TABLE_SIZE(WINDOW)
#define PARTS 4
#define PART_BITS 32
/* What the library's form of half a scalar takes: the last part has one bit more. */
#define HALF_BITS 129

typedef struct {
  LIB(ge) multiples[PARTS][MULTIPLES];
  LIB(fe) lambda_x[PARTS][MULTIPLES];
} table;

static void fill(table *made, const LIB(ge) *point) {
  LIB(gej) odd[PARTS * MULTIPLES], base, two;
  LIB(gej_set_ge)(&base, point);
  for (int part = 0; part < PARTS; part++) {
    LIB(gej) *at = &odd[part * MULTIPLES];
    at[0] = base;
    LIB(gej_double_var)(&two, &base, NULL);
    for (int i = 1; i < MULTIPLES; i++) LIB(gej_add_var)(&at[i], &at[i - 1], &two, NULL);
    for (int i = 0; i < PART_BITS; i++) LIB(gej_double_var)(&base, &base, NULL);
  }
  LIB(ge) *multiples = made->multiples[0];
  LIB(fe) *lambda_x = made->lambda_x[0];
  LIB(ge_set_all_gej_var)(multiples, odd, PARTS * MULTIPLES);
  for (int i = 0; i < PARTS * MULTIPLES; i++)
    LIB(fe_mul)(&lambda_x[i], &multiples[i].x, &LIB(const_beta));
}

/* One of the keys that have a table. */
typedef struct {
  unsigned char public_key[65];
  /* The number of the verification that used it last; 0 for none. */
  unsigned int used;
  table table;
} known_key;

/* A key that has none, and how often it was seen. */
typedef struct {
  unsigned char public_key[65];
  int times;
} seen_key;

/* To make a table takes as long as a verification, and saves a part of one: not for keys that are seen now and then. */
#define TIMES_BEFORE_TABLE 3
#define MOST_KNOWN 32
#define MOST_SEEN 64
static known_key known_keys[MOST_KNOWN];
/* The next one takes the place of the oldest. */
static seen_key seen_keys[MOST_SEEN];
static unsigned int next_seen;
static unsigned int verifications;
static table generator;

static int is_asked_about(const unsigned char *public_key) {
  return memcmp(public_key, io.public_key, sizeof(io.public_key)) == 0;
}

/* The table of the key that is asked about; nothing if it has none yet. */
static const table *table_of(const LIB(ge) *point) {
  known_key *known = known_keys;
  for (int i = 0; i < MOST_KNOWN; i++) {
    if (known_keys[i].used != 0 && is_asked_about(known_keys[i].public_key)) {
      known_keys[i].used = ++verifications;
      return &known_keys[i].table;
    }
    if (known_keys[i].used < known->used) known = &known_keys[i];
  }
  seen_key *seen = NULL;
  for (int i = 0; i < MOST_SEEN && seen == NULL; i++)
    if (seen_keys[i].times != 0 && is_asked_about(seen_keys[i].public_key)) seen = &seen_keys[i];
  if (seen == NULL) {
    seen = &seen_keys[next_seen++ % MOST_SEEN];
    memcpy(seen->public_key, io.public_key, sizeof(io.public_key));
    seen->times = 0;
  }
  if (++seen->times <= TIMES_BEFORE_TABLE) return NULL;
  seen->times = 0;
  memcpy(known->public_key, io.public_key, sizeof(io.public_key));
  known->used = ++verifications;
  fill(&known->table, point);
  return &known->table;
}

/* The digits of a scalar's two halves, of which all but a few are 0. */
typedef struct {
  int half[2][HALF_BITS];
} digits;

static void split(digits *made, const LIB(scalar) *scalar) {
  LIB(scalar) half[2];
  LIB(scalar_split_lambda)(&half[0], &half[1], scalar);
  for (int i = 0; i < 2; i++) LIB(ecmult_wnaf)(made->half[i], HALF_BITS, &half[i], WINDOW);
}

/* Adds a point's multiples by the digits of one bit of each part. */
static void add_digits(LIB(gej) *sum, const digits *of, const table *from, int bit) {
  LIB(ge) point;
  int n;
  for (int part = 0; part < PARTS; part++) {
    int at = part * PART_BITS + bit;
    if (bit == PART_BITS && part < PARTS - 1) continue;
    if ((n = of->half[0][at]) != 0) {
      LIB(ecmult_table_get_ge)(&point, from->multiples[part], n, WINDOW);
      LIB(gej_add_ge_var)(sum, sum, &point, NULL);
    }
    if ((n = of->half[1][at]) != 0) {
      LIB(ecmult_table_get_ge_lambda)(&point, from->multiples[part], from->lambda_x[part], n, WINDOW);
      LIB(gej_add_ge_var)(sum, sum, &point, NULL);
    }
  }
}

/* What the library does to verify, with tables for both points. */
static int verify_with(const table *known, const LIB(ecdsa_signature) *signature) {
  LIB(scalar) r, s, digest, u1, u2;
  LIB(gej) sum;
  LIB(fe) x;
  unsigned char bytes[32];
  digits of_generator, of_key;
  LIB(ecdsa_signature_load)(context, &r, &s, signature);
  if (LIB(scalar_is_zero)(&r) || LIB(scalar_is_zero)(&s) || LIB(scalar_is_high)(&s)) return 0;
  LIB(scalar_set_b32)(&digest, io.digest, NULL);
  LIB(scalar_inverse_var)(&s, &s);
  LIB(scalar_mul)(&u1, &s, &digest);
  LIB(scalar_mul)(&u2, &s, &r);
  split(&of_generator, &u1);
  split(&of_key, &u2);
  LIB(gej_set_infinity)(&sum);
  for (int bit = PART_BITS; bit >= 0; bit--) {
    LIB(gej_double_var)(&sum, &sum, NULL);
    add_digits(&sum, &of_generator, &generator, bit);
    add_digits(&sum, &of_key, known, bit);
  }
  if (LIB(gej_is_infinity)(&sum)) return 0;
  /* r is the x of the sum, less the order where x is above that: compared without a division, as the library does. */
  LIB(scalar_get_b32)(bytes, &r);
  LIB(fe_set_b32_limit)(&x, bytes);
  if (LIB(gej_eq_x_var)(&x, &sum)) return 1;
  if (LIB(fe_cmp_var)(&x, &LIB(ecdsa_const_p_minus_order)) >= 0) return 0;
  LIB(fe_add)(&x, &LIB(ecdsa_const_order_as_fe));
  return LIB(gej_eq_x_var)(&x, &sum);
}

/* With a key of 65 bytes, and a low s; -1 if the key is none. */
int EXPORT(verify)(void) {
  LIB(pubkey) key;
  LIB(ge) point;
  LIB(ecdsa_signature) signature;
  if (!LIB(ec_pubkey_parse)(context, &key, io.public_key, sizeof(io.public_key)) ||
      !LIB(pubkey_load)(context, &point, &key))
    return -1;
  if (!LIB(ecdsa_signature_parse_compact)(context, &signature, io.signature)) return 0;
  const table *known = table_of(&point);
  return known == NULL ? LIB(ecdsa_verify)(context, &signature, io.digest, &key) : verify_with(known, &signature);
}

/* Has to come before anything else: takes 32 random bytes, against what can be seen of signing from outside. */
int EXPORT(prepare)(void) {
  if (LIB(context_preallocated_size)(SECP256K1_CONTEXT_NONE) > sizeof(memory)) return 0;
  context = LIB(context_preallocated_create)(memory, SECP256K1_CONTEXT_NONE);
  fill(&generator, &LIB(ge_const_g));
  int done = LIB(context_randomize)(context, io.secret);
  LIB(memclear_explicit)(io.secret, sizeof(io.secret));
  return done;
}
