#include "CCompression.h"

#include <dlfcn.h>
#include <limits.h>
#include <lzma.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

// A library stays once it was loaded: an address in it may be kept.
#define LIBRARY(file) dlopen(file, RTLD_LAZY | RTLD_LOCAL)

// Declares a pointer to one of a library's functions, under its own name and with the type that the header gives it.
#define FUNCTION(library, name) __typeof__(&(name)) of_##name = (__typeof__(&(name)))dlsym(library, #name)

// One stream of `xz -9` needs 65 MB for its dictionary; what asks for more was not made for a kernel's configuration.
static const uint64_t memory_of_xz = 128 << 20;

enum nmfence_unpacking nmfence_unpack_gzip(const void *input, size_t size, void *output, size_t *room) {
    void *library = LIBRARY("libz.so.1");
    if (library == NULL) return NMFENCE_NO_LIBRARY;
    FUNCTION(library, inflateInit2_);
    FUNCTION(library, inflate);
    FUNCTION(library, inflateReset);
    FUNCTION(library, inflateEnd);
    if (!of_inflateInit2_ || !of_inflate || !of_inflateReset || !of_inflateEnd) return NMFENCE_NO_LIBRARY;
    if (size > UINT_MAX || *room > UINT_MAX) return NMFENCE_TOO_LARGE;

    z_stream stream = {
        .next_in = (Bytef *)input, .avail_in = (uInt)size, .next_out = (Bytef *)output, .avail_out = (uInt)*room};
    // 16 for gzip's header and check sum alone.
    if (of_inflateInit2_(&stream, MAX_WBITS + 16, ZLIB_VERSION, (int)sizeof stream) != Z_OK) return NMFENCE_NO_LIBRARY;
    int state = of_inflate(&stream, Z_FINISH);
    // A gzip file may have several members, one behind the other.
    while (state == Z_STREAM_END && stream.avail_in > 0 && *stream.next_in == 0x1F) {
        of_inflateReset(&stream);
        state = of_inflate(&stream, Z_FINISH);
    }
    size_t left = stream.avail_out;
    of_inflateEnd(&stream);
    *room -= left;
    if (state == Z_STREAM_END) return NMFENCE_UNPACKED;
    return state == Z_BUF_ERROR && left == 0 ? NMFENCE_TOO_LARGE : NMFENCE_DAMAGED;
}

enum nmfence_unpacking nmfence_unpack_xz(const void *input, size_t size, void *output, size_t *room) {
    void *library = LIBRARY("liblzma.so.5");
    if (library == NULL) return NMFENCE_NO_LIBRARY;
    FUNCTION(library, lzma_stream_decoder);
    FUNCTION(library, lzma_code);
    FUNCTION(library, lzma_end);
    if (!of_lzma_stream_decoder || !of_lzma_code || !of_lzma_end) return NMFENCE_NO_LIBRARY;

    lzma_stream stream = LZMA_STREAM_INIT;
    stream.next_in = input;
    stream.avail_in = size;
    stream.next_out = output;
    stream.avail_out = *room;
    lzma_ret state = of_lzma_stream_decoder(&stream, memory_of_xz, LZMA_CONCATENATED);
    while (state == LZMA_OK) state = of_lzma_code(&stream, LZMA_FINISH);
    size_t left = stream.avail_out;
    of_lzma_end(&stream);
    *room -= left;
    switch (state) {
    case LZMA_STREAM_END: return NMFENCE_UNPACKED;
    // No progress: either the input ends too early or the output is full.
    case LZMA_BUF_ERROR: return left == 0 ? NMFENCE_TOO_LARGE : NMFENCE_DAMAGED;
    case LZMA_MEMLIMIT_ERROR:
    case LZMA_MEM_ERROR: return NMFENCE_TOO_LARGE;
    default: return NMFENCE_DAMAGED;
    }
}

enum nmfence_unpacking nmfence_unpack_zstd(const void *input, size_t size, void *output, size_t *room) {
    void *library = LIBRARY("libzstd.so.1");
    if (library == NULL) return NMFENCE_NO_LIBRARY;
    FUNCTION(library, ZSTD_decompress);
    FUNCTION(library, ZSTD_getErrorCode);
    FUNCTION(library, ZSTD_isError);
    if (!of_ZSTD_decompress || !of_ZSTD_getErrorCode || !of_ZSTD_isError) return NMFENCE_NO_LIBRARY;

    // All at once: what was written already is the window, so a frame that asks for a large one gets no memory for it.
    size_t written = of_ZSTD_decompress(output, *room, input, size);
    if (!of_ZSTD_isError(written)) {
        *room = written;
        return NMFENCE_UNPACKED;
    }
    *room = 0;
    return of_ZSTD_getErrorCode(written) == ZSTD_error_dstSize_tooSmall ? NMFENCE_TOO_LARGE : NMFENCE_DAMAGED;
}
