/* icuuc.dll, which Qt 6.10 and later expect in every Windows, for Wine's prefix only: Wine has none.
   It knows no character set, so Qt uses its own converters. Never part of anything that is shipped. */
#define EXPORT __declspec(dllexport)
#define U_UNSUPPORTED_ERROR 16

EXPORT void *ucnv_open(const char *name, int *error)
{
    (void)name;
    *error = U_UNSUPPORTED_ERROR;
    return 0;
}

#define ANSWERS_NOTHING(name) EXPORT void *name(void) { return 0; }
ANSWERS_NOTHING(UCNV_FROM_U_CALLBACK_SUBSTITUTE)
ANSWERS_NOTHING(UCNV_TO_U_CALLBACK_SUBSTITUTE)
ANSWERS_NOTHING(ucnv_cbFromUWriteUChars)
ANSWERS_NOTHING(ucnv_cbToUWriteUChars)
ANSWERS_NOTHING(ucnv_close)
ANSWERS_NOTHING(ucnv_countAvailable)
ANSWERS_NOTHING(ucnv_fromUCountPending)
ANSWERS_NOTHING(ucnv_fromUnicode)
ANSWERS_NOTHING(ucnv_getAvailableName)
ANSWERS_NOTHING(ucnv_getFromUCallBack)
ANSWERS_NOTHING(ucnv_getMaxCharSize)
ANSWERS_NOTHING(ucnv_getName)
ANSWERS_NOTHING(ucnv_getStandardName)
ANSWERS_NOTHING(ucnv_getToUCallBack)
ANSWERS_NOTHING(ucnv_reset)
ANSWERS_NOTHING(ucnv_setFromUCallBack)
ANSWERS_NOTHING(ucnv_setToUCallBack)
ANSWERS_NOTHING(ucnv_toUCountPending)
ANSWERS_NOTHING(ucnv_toUnicode)
