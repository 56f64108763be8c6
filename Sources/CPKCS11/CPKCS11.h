// What Kontant needs of PKCS#11 2.40 (OASIS): the types, the constants, and the table of functions of a token's module,
// which is loaded while the program runs and never linked. The names are the standard's. The table has a place for every
// function, in the standard's order; those that nobody here calls have no type.
#pragma once

#include <stddef.h>

typedef unsigned char CK_BYTE;
typedef unsigned long CK_ULONG;
typedef CK_ULONG CK_RV;
typedef CK_ULONG CK_FLAGS;
typedef CK_ULONG CK_SLOT_ID;
typedef CK_ULONG CK_SESSION_HANDLE;
typedef CK_ULONG CK_OBJECT_HANDLE;

typedef struct {
  CK_BYTE major;
  CK_BYTE minor;
} CK_VERSION;

typedef struct {
  CK_ULONG type;
  void *value;
  CK_ULONG length;
} CK_ATTRIBUTE;

typedef struct {
  CK_ULONG mechanism;
  void *parameter;
  CK_ULONG length;
} CK_MECHANISM;

typedef struct {
  void *create_mutex;
  void *destroy_mutex;
  void *lock_mutex;
  void *unlock_mutex;
  CK_FLAGS flags;
  void *reserved;
} CK_C_INITIALIZE_ARGS;

typedef struct {
  CK_BYTE label[32];
  CK_BYTE manufacturer[32];
  CK_BYTE model[16];
  CK_BYTE serial_number[16];
  CK_FLAGS flags;
  CK_ULONG max_session_count;
  CK_ULONG session_count;
  CK_ULONG max_rw_session_count;
  CK_ULONG rw_session_count;
  CK_ULONG max_pin_length;
  CK_ULONG min_pin_length;
  CK_ULONG total_public_memory;
  CK_ULONG free_public_memory;
  CK_ULONG total_private_memory;
  CK_ULONG free_private_memory;
  CK_VERSION hardware_version;
  CK_VERSION firmware_version;
  CK_BYTE utc_time[16];
} CK_TOKEN_INFO;

typedef void (*CK_UNUSED)(void);

typedef struct {
  CK_VERSION version;
  CK_RV (*C_Initialize)(void *arguments);
  CK_UNUSED C_Finalize, C_GetInfo, C_GetFunctionList;
  CK_RV (*C_GetSlotList)(CK_BYTE present, CK_SLOT_ID *slots, CK_ULONG *count);
  CK_UNUSED C_GetSlotInfo;
  CK_RV (*C_GetTokenInfo)(CK_SLOT_ID slot, CK_TOKEN_INFO *info);
  CK_UNUSED C_GetMechanismList, C_GetMechanismInfo, C_InitToken, C_InitPIN, C_SetPIN;
  CK_RV (*C_OpenSession)(
      CK_SLOT_ID slot, CK_FLAGS flags, void *application, CK_UNUSED notify, CK_SESSION_HANDLE *session);
  CK_RV (*C_CloseSession)(CK_SESSION_HANDLE session);
  CK_UNUSED C_CloseAllSessions, C_GetSessionInfo, C_GetOperationState, C_SetOperationState;
  CK_RV (*C_Login)(CK_SESSION_HANDLE session, CK_ULONG user, const CK_BYTE *pin, CK_ULONG length);
  CK_UNUSED C_Logout;
  CK_RV (*C_CreateObject)(
      CK_SESSION_HANDLE session, CK_ATTRIBUTE *attributes, CK_ULONG count, CK_OBJECT_HANDLE *object);
  CK_UNUSED C_CopyObject;
  CK_RV (*C_DestroyObject)(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object);
  CK_UNUSED C_GetObjectSize;
  CK_RV (*C_GetAttributeValue)(
      CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object, CK_ATTRIBUTE *attributes, CK_ULONG count);
  CK_RV (*C_SetAttributeValue)(
      CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object, CK_ATTRIBUTE *attributes, CK_ULONG count);
  CK_RV (*C_FindObjectsInit)(CK_SESSION_HANDLE session, CK_ATTRIBUTE *attributes, CK_ULONG count);
  CK_RV (*C_FindObjects)(
      CK_SESSION_HANDLE session, CK_OBJECT_HANDLE *objects, CK_ULONG most, CK_ULONG *count);
  CK_RV (*C_FindObjectsFinal)(CK_SESSION_HANDLE session);
  CK_UNUSED C_EncryptInit, C_Encrypt, C_EncryptUpdate, C_EncryptFinal;
  CK_UNUSED C_DecryptInit, C_Decrypt, C_DecryptUpdate, C_DecryptFinal;
  CK_UNUSED C_DigestInit, C_Digest, C_DigestUpdate, C_DigestKey, C_DigestFinal;
  CK_RV (*C_SignInit)(CK_SESSION_HANDLE session, CK_MECHANISM *mechanism, CK_OBJECT_HANDLE key);
  CK_RV (*C_Sign)(
      CK_SESSION_HANDLE session, const CK_BYTE *data, CK_ULONG length, CK_BYTE *signature,
      CK_ULONG *signature_length);
  CK_UNUSED C_SignUpdate, C_SignFinal, C_SignRecoverInit, C_SignRecover;
  CK_UNUSED C_VerifyInit, C_Verify, C_VerifyUpdate, C_VerifyFinal, C_VerifyRecoverInit, C_VerifyRecover;
  CK_UNUSED C_DigestEncryptUpdate, C_DecryptDigestUpdate, C_SignEncryptUpdate, C_DecryptVerifyUpdate;
  CK_RV (*C_GenerateKey)(
      CK_SESSION_HANDLE session, CK_MECHANISM *mechanism, CK_ATTRIBUTE *attributes, CK_ULONG count,
      CK_OBJECT_HANDLE *key);
  CK_RV (*C_GenerateKeyPair)(
      CK_SESSION_HANDLE session, CK_MECHANISM *mechanism, CK_ATTRIBUTE *public_attributes,
      CK_ULONG public_count, CK_ATTRIBUTE *private_attributes, CK_ULONG private_count,
      CK_OBJECT_HANDLE *public_key, CK_OBJECT_HANDLE *private_key);
  CK_RV (*C_WrapKey)(
      CK_SESSION_HANDLE session, CK_MECHANISM *mechanism, CK_OBJECT_HANDLE wrapping_key,
      CK_OBJECT_HANDLE key, CK_BYTE *wrapped, CK_ULONG *length);
  CK_UNUSED C_UnwrapKey, C_DeriveKey, C_SeedRandom, C_GenerateRandom;
  CK_UNUSED C_GetFunctionStatus, C_CancelFunction, C_WaitForSlotEvent;
} CK_FUNCTION_LIST;

typedef CK_RV (*CK_C_GetFunctionList)(CK_FUNCTION_LIST **list);
