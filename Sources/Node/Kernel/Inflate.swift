/// Takes gzip data apart (RFC 1952, RFC 1951), for kernel configurations: 250 KB once a run, so it is written to be read.
struct Inflate {
    /// Why data could not be taken apart.
    enum Failure: Error { case notGzip, malformed, tooLarge }

    private let input: [UInt8]
    private var position: Int
    private var bits: UInt32 = 0
    private var bitCount: UInt32 = 0
    private var output: [UInt8] = []
    private let limit: Int

    /// The content of the first member of a gzip file.
    /// - Parameter limit: the most bytes to make.
    static func gunzip(_ bytes: [UInt8], limit: Int) throws(Failure) -> [UInt8] {
        guard bytes.count > 18, bytes[0] == 0x1F, bytes[1] == 0x8B, bytes[2] == 8 else { throw .notGzip }
        var position = 10
        let flags = bytes[3]
        if flags & 4 != 0 { position += 2 + Int(bytes[10]) + Int(bytes[11]) << 8 }
        // A name, then a comment, each ended by a zero byte.
        for flag in [UInt8(8), 16] where flags & flag != 0 {
            guard position < bytes.count, let end = bytes[position...].firstIndex(of: 0) else { throw .malformed }
            position = end + 1
        }
        if flags & 2 != 0 { position += 2 }
        guard position < bytes.count else { throw .malformed }
        var inflate = Inflate(input: bytes, position: position, limit: limit)
        try inflate.run()
        return inflate.output
    }

    private init(input: [UInt8], position: Int, limit: Int) {
        self.input = input
        self.position = position
        self.limit = limit
    }

    private mutating func run() throws(Failure) {
        var isLast = false
        while !isLast {
            isLast = try take(1) == 1
            switch try take(2) {
            case 0: try copyStored()
            case 1: try expand(Self.fixedLiterals, Self.fixedDistances)
            case 2:
                let (literals, distances) = try readTables()
                try expand(literals, distances)
            default: throw .malformed
            }
        }
    }

    private mutating func take(_ count: UInt32) throws(Failure) -> Int {
        while bitCount < count {
            guard position < input.count else { throw .malformed }
            bits |= UInt32(input[position]) << bitCount
            position += 1
            bitCount += 8
        }
        defer {
            bits >>= count
            bitCount -= count
        }
        return Int(bits & (1 << count - 1))
    }

    private mutating func copyStored() throws(Failure) {
        bits = 0
        bitCount = 0
        guard position + 4 <= input.count else { throw .malformed }
        let length = Int(input[position]) | Int(input[position + 1]) << 8
        position += 4
        guard position + length <= input.count else { throw .malformed }
        guard output.count + length <= limit else { throw .tooLarge }
        output += input[position..<(position + length)]
        position += length
    }

    // MARK: Huffman codes

    /// A code as the number of symbols of each length, and the symbols in the order of their codes: RFC 1951, 3.2.2.
    private struct Code {
        var counts = [Int](repeating: 0, count: 16)
        var symbols: [Int] = []

        init(lengths: ArraySlice<Int>) {
            for length in lengths where length > 0 { counts[length] += 1 }
            for length in 1...15 {
                symbols += lengths.indices.filter { lengths[$0] == length }.map { $0 - lengths.startIndex }
            }
        }
    }

    private static let fixedLiterals = Code(
        lengths: (Array(repeating: 8, count: 144) + Array(repeating: 9, count: 112) + Array(repeating: 7, count: 24)
            + Array(repeating: 8, count: 8))[...])
    private static let fixedDistances = Code(lengths: Array(repeating: 5, count: 30)[...])

    private mutating func symbol(_ code: Code) throws(Failure) -> Int {
        var (value, first, index) = (0, 0, 0)
        for length in 1...15 {
            value |= try take(1)
            let count = code.counts[length]
            if value - first < count {
                let position = index + value - first
                guard code.symbols.indices.contains(position) else { throw .malformed }
                return code.symbols[position]
            }
            index += count
            first = (first + count) << 1
            value <<= 1
        }
        throw .malformed
    }

    /// The order in which the lengths of the code for code lengths are written.
    private static let lengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

    private mutating func readTables() throws(Failure) -> (Code, Code) {
        let literals = try take(5) + 257
        let distances = try take(5) + 1
        var codeLengths = [Int](repeating: 0, count: 19)
        for position in Self.lengthOrder.prefix(try take(4) + 4) { codeLengths[position] = try take(3) }
        let code = Code(lengths: codeLengths[...])
        var lengths: [Int] = []
        while lengths.count < literals + distances {
            switch try symbol(code) {
            case 16:
                guard let last = lengths.last else { throw .malformed }
                lengths += Array(repeating: last, count: try take(2) + 3)
            case 17: lengths += Array(repeating: 0, count: try take(3) + 3)
            case 18: lengths += Array(repeating: 0, count: try take(7) + 11)
            case let length: lengths.append(length)
            }
        }
        guard lengths.count == literals + distances else { throw .malformed }
        return (Code(lengths: lengths[..<literals]), Code(lengths: lengths[literals...]))
    }

    private static let lengthBases = [
        3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227,
        258,
    ]
    private static let lengthBits: [UInt32] = [
        0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
    ]
    private static let distanceBases = [
        1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097,
        6145,
        8193, 12289, 16385, 24577,
    ]

    private mutating func expand(_ literals: Code, _ distances: Code) throws(Failure) {
        while true {
            let literal = try symbol(literals)
            if literal == 256 { return }
            guard output.count < limit else { throw .tooLarge }
            if literal < 256 {
                output.append(UInt8(literal))
                continue
            }
            guard literal - 257 < Self.lengthBases.count else { throw .malformed }
            let length = Self.lengthBases[literal - 257] + (try take(Self.lengthBits[literal - 257]))
            let code = try symbol(distances)
            guard code < Self.distanceBases.count else { throw .malformed }
            let distance = Self.distanceBases[code] + (try take(UInt32(max(0, code / 2 - 1))))
            guard distance <= output.count else { throw .malformed }
            // Byte by byte: a copy may reach into what it has just written.
            for _ in 0..<length { output.append(output[output.count - distance]) }
        }
    }
}
