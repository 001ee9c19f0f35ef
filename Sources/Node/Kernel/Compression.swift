import CCompression
import SystemPackage

/// How a file is compressed, as its first bytes say: its name need not.
enum Compression: String, CaseIterable {
    case gzip, xz, zstd

    /// Why a file could not be unpacked.
    enum Failure: Error, Hashable {
        /// It is cut off or changed.
        case damaged
        /// It holds more than the reader accepts, in bytes.
        case tooLarge(limit: Int)

        /// What is wrong with the file, behind its name.
        var description: String {
            switch self {
            case .damaged: "cannot be decompressed: truncated or damaged"
            case .tooLarge(let limit):
                "cannot be decompressed: larger than \(limit) bytes"
            }
        }
    }

    /// Nil where the file is not compressed in any of these ways.
    init?(_ bytes: [UInt8]) {
        guard let format = Self.allCases.first(where: { bytes.starts(with: $0.magic) }) else { return nil }
        self = format
    }

    /// The content of a file.
    /// - Parameter limit: the most bytes to make.
    func unpack(_ bytes: [UInt8], limit: Int) throws(Failure) -> [UInt8] {
        var state = NMFENCE_DAMAGED
        let unpacked = [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
            count = limit
            state = unpacking(bytes, bytes.count, buffer.baseAddress, &count)
        }
        switch state {
        case NMFENCE_UNPACKED: return unpacked
        case NMFENCE_TOO_LARGE: throw .tooLarge(limit: limit)
        default: throw .damaged
        }
    }

    private var unpacking:
        (UnsafeRawPointer?, Int, UnsafeMutableRawPointer?, UnsafeMutablePointer<Int>?) -> nmfence_unpacking
    {
        switch self {
        case .gzip: nmfence_unpack_gzip
        case .xz: nmfence_unpack_xz
        case .zstd: nmfence_unpack_zstd
        }
    }

    private var magic: [UInt8] {
        switch self {
        case .gzip: [0x1F, 0x8B, 8]
        case .xz: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0]
        case .zstd: [0x28, 0xB5, 0x2F, 0xFD]
        }
    }
}
