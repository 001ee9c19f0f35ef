#include "CCompression.h"

#include <limits.h>
#include <lzma.h>
#include <stdint.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

// One stream of `xz -9` needs 65 MB for its dictionary; what asks for more was not made for a kernel's configuration.
static const uint64_t memory_of_xz = 128 << 20;

enum nmfence_unpacking nmfence_unpack_gzip(const void *input, size_t size, void *output, size_t *room) {
    if (size > UINT_MAX || *room > UINT_MAX) return NMFENCE_TOO_LARGE;
    z_stream stream = {
        .next_in = (Bytef *)input, .avail_in = (uInt)size, .next_out = (Bytef *)output, .avail_out = (uInt)*room};
    // 16 for gzip's header and check sum alone. It fails where there is no memory.
    if (inflateInit2(&stream, MAX_WBITS + 16) != Z_OK) return NMFENCE_TOO_LARGE;
    int state = inflate(&stream, Z_FINISH);
    // A gzip file may have several members, one behind the other.
    while (state == Z_STREAM_END && stream.avail_in > 0 && *stream.next_in == 0x1F) {
        inflateReset(&stream);
        state = inflate(&stream, Z_FINISH);
    }
    size_t left = stream.avail_out;
    inflateEnd(&stream);
    *room -= left;
    if (state == Z_STREAM_END) return NMFENCE_UNPACKED;
    return state == Z_BUF_ERROR && left == 0 ? NMFENCE_TOO_LARGE : NMFENCE_DAMAGED;
}

enum nmfence_unpacking nmfence_unpack_xz(const void *input, size_t size, void *output, size_t *room) {
    lzma_stream stream = LZMA_STREAM_INIT;
    stream.next_in = input;
    stream.avail_in = size;
    stream.next_out = output;
    stream.avail_out = *room;
    lzma_ret state = lzma_stream_decoder(&stream, memory_of_xz, LZMA_CONCATENATED);
    while (state == LZMA_OK) state = lzma_code(&stream, LZMA_FINISH);
    size_t left = stream.avail_out;
    lzma_end(&stream);
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
    // All at once: what was written already is the window, so a frame that asks for a large one gets no memory for it.
    size_t written = ZSTD_decompress(output, *room, input, size);
    if (!ZSTD_isError(written)) {
        *room = written;
        return NMFENCE_UNPACKED;
    }
    *room = 0;
    return ZSTD_getErrorCode(written) == ZSTD_error_dstSize_tooSmall ? NMFENCE_TOO_LARGE : NMFENCE_DAMAGED;
}
