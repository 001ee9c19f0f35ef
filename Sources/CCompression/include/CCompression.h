#pragma once

// zlib, liblzma and libzstd, as far as they are used: a whole file is unpacked from memory into memory.

// Few headers: what this module includes, Swift takes to be defined here and not in Glibc.
#include <stddef.h>

enum nmfence_unpacking {
    /// All of it is there.
    NMFENCE_UNPACKED,
    /// The data is cut off, changed, or of another kind.
    NMFENCE_DAMAGED,
    /// There is more in it than there is room for, or unpacking it takes more memory than real files do.
    NMFENCE_TOO_LARGE,
};

/// Unpack a whole file from memory into memory. `room` goes in as the size of `output` and comes back as what was written.
///
/// No more than `room` bytes are ever made, however much the data would unpack to.
enum nmfence_unpacking nmfence_unpack_gzip(const void *input, size_t size, void *output, size_t *room);
enum nmfence_unpacking nmfence_unpack_xz(const void *input, size_t size, void *output, size_t *room);
enum nmfence_unpacking nmfence_unpack_zstd(const void *input, size_t size, void *output, size_t *room);
