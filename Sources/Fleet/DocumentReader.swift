/// Reads documents one behind the other: a whole file, JSON lines, or documents over several lines each.
///
/// What is broken is told and passed over: the next document begins with the next line that begins with a brace, which
/// no line inside a document of nmfence does.
struct DocumentReader {
    /// The largest document that is read.
    static let limit = 16 << 20

    private var storage = [UInt8](repeating: 0, count: 1 << 17)
    /// What was read and not used yet.
    private var (start, end) = (0, 0)
    private var hasEnded = false
    /// How many documents were begun.
    private(set) var number = 0
    private let read: (UnsafeMutableRawBufferPointer) throws -> Int

    /// - Parameter read: fills a buffer, and gives 0 at the end.
    init(_ read: @escaping (UnsafeMutableRawBufferPointer) throws -> Int) {
        self.read = read
    }

    /// What is next, a report or what is wrong with it; nil at the end.
    mutating func next(_ texts: inout TextPool) throws -> Result<NodeReport, Problem>? {
        while true {
            try passSpace()
            if start == end { return nil }
            let attempt = storage.withUnsafeBytes { bytes -> Attempt in
                Self.attempt(UnsafeRawBufferPointer(rebasing: bytes[..<end]), from: start, &texts)
            }
            switch attempt {
            case .report(let report, let behind):
                start = behind
                number += 1
                return .success(report)
            case .incomplete where !hasEnded && end - start < Self.limit: try fill()
            case .incomplete:
                let problem: Problem = hasEnded ? .cutOff : .tooLarge
                try passBroken()
                return .failure(problem)
            case .malformed:
                try passBroken()
                return .failure(.notJSON)
            }
        }
    }

    /// What is wrong with a document.
    enum Problem: Error, Hashable { case cutOff, tooLarge, notJSON }

    private enum Attempt {
        case report(NodeReport, end: Int)
        case incomplete
        case malformed
    }

    private static func attempt(
        _ bytes: UnsafeRawBufferPointer, from start: Int, _ texts: inout TextPool
    ) -> Attempt {
        var parser = ReportParser(bytes, from: start)
        do throws(JSONScanner.Failure) {
            let report = try parser.report(&texts)
            return .report(report, end: parser.end)
        } catch {
            return if case .incomplete = error { .incomplete } else { .malformed }
        }
    }

    private static let spaces: [UInt8] = [0x20, 0x0A, 0x0D, 0x09]

    private mutating func passSpace() throws {
        while true {
            while start < end, Self.spaces.contains(storage[start]) { start += 1 }
            if start < end || hasEnded { return }
            try fill()
        }
    }

    /// Goes on where the next line begins with a brace, or at the end.
    private mutating func passBroken() throws {
        var isLineStart = false
        // The brace of the broken document itself.
        number += 1
        start += 1
        while true {
            while start < end {
                let byte = storage[start]
                if isLineStart, byte == UInt8(ascii: "{") { return }
                isLineStart = byte == 0x0A
                start += 1
            }
            if hasEnded { return }
            try fill()
        }
    }

    /// Reads until the buffer is full, which grows up to the largest document: to look at a document again after each
    /// small read of a pipe would take the square of its length.
    private mutating func fill() throws {
        if start > 0 {
            storage.withUnsafeMutableBytes { bytes in
                bytes.copyMemory(from: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[start..<end]))
            }
            (start, end) = (0, end - start)
        }
        if end == storage.count { storage += [UInt8](repeating: 0, count: storage.count) }
        while end < storage.count, !hasEnded {
            let count = try storage.withUnsafeMutableBytes { bytes in
                try read(UnsafeMutableRawBufferPointer(rebasing: bytes[end...]))
            }
            if count == 0 { hasEnded = true } else { end += count }
        }
    }
}
