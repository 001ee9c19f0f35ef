#include "BuildRecord.h"

// The compiler knows neither the commit nor the versions of what it is linked with, and a build that asked for them would give other
// bytes in another folder. scripts/build finds this section in the finished program and writes the record into it.
__attribute__((section(".nmfence.build"), used)) static const char record[4096] = "";

const char *nmfence_build_record(void) {
    // Read from the file's bytes, and not from what the compiler knows of them.
    const char *volatile text = record;
    return text;
}
