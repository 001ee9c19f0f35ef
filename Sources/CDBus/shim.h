#pragma once

#include <dbus/dbus.h>

// libdbus defines its type codes with a cast, and Swift imports no macro that casts: the same values as enumerators.
enum {
    CDBUS_TYPE_INVALID = DBUS_TYPE_INVALID,
    CDBUS_TYPE_BYTE = DBUS_TYPE_BYTE,
    CDBUS_TYPE_BOOLEAN = DBUS_TYPE_BOOLEAN,
    CDBUS_TYPE_INT16 = DBUS_TYPE_INT16,
    CDBUS_TYPE_UINT16 = DBUS_TYPE_UINT16,
    CDBUS_TYPE_INT32 = DBUS_TYPE_INT32,
    CDBUS_TYPE_UINT32 = DBUS_TYPE_UINT32,
    CDBUS_TYPE_INT64 = DBUS_TYPE_INT64,
    CDBUS_TYPE_UINT64 = DBUS_TYPE_UINT64,
    CDBUS_TYPE_DOUBLE = DBUS_TYPE_DOUBLE,
    CDBUS_TYPE_STRING = DBUS_TYPE_STRING,
    CDBUS_TYPE_OBJECT_PATH = DBUS_TYPE_OBJECT_PATH,
    CDBUS_TYPE_SIGNATURE = DBUS_TYPE_SIGNATURE,
    CDBUS_TYPE_UNIX_FD = DBUS_TYPE_UNIX_FD,
    CDBUS_TYPE_ARRAY = DBUS_TYPE_ARRAY,
    CDBUS_TYPE_VARIANT = DBUS_TYPE_VARIANT,
    CDBUS_TYPE_STRUCT = DBUS_TYPE_STRUCT,
    CDBUS_TYPE_DICT_ENTRY = DBUS_TYPE_DICT_ENTRY,
};

/// How deep containers may nest in one message, variants included: twice the limit for arrays and for structures, which is
/// what the receiving end checks. A deeper message makes the bus disconnect its sender.
enum { CDBUS_MAXIMUM_DEPTH = 2 * DBUS_MAXIMUM_TYPE_RECURSION_DEPTH };

/// The most bytes that one array may hold; libdbus aborts the process beyond it.
enum { CDBUS_MAXIMUM_ARRAY_LENGTH = DBUS_MAXIMUM_ARRAY_LENGTH };
