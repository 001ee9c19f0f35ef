import Foundation

/// What elf(5) says of a 64-bit little-endian program: enough to tell how it is loaded.
struct ELFFile {
    /// An entry of the program header.
    struct Segment {
        let type: UInt32
        let flags: UInt32
        let offset: Int
        let size: Int
        /// Where the entry itself is in the file, for copies that differ in it.
        let header: Int
    }

    /// An entry of the dynamic section.
    struct Entry {
        let tag: UInt64
        let value: UInt64
        let header: Int
    }

    enum Segments {
        static let load: UInt32 = 1, dynamic: UInt32 = 2, interpreter: UInt32 = 3, note: UInt32 = 4
        static let stack: UInt32 = 0x6474_E551, relro: UInt32 = 0x6474_E552
        static let executable: UInt32 = 1, writable: UInt32 = 2
    }

    enum Tags {
        static let needed: UInt64 = 1, relocationText: UInt64 = 22, rpath: UInt64 = 15, runpath: UInt64 = 29
        static let flags: UInt64 = 30, flags1: UInt64 = 0x6FFF_FFFB, symbols: UInt64 = 6, hash: UInt64 = 0x6FFF_FEF5
        static let debug: UInt64 = 21
    }

    /// The file.
    var data: Data

    init(_ path: String) throws { data = try Data(contentsOf: URL(fileURLWithPath: path)) }

    func number<Number: FixedWidthInteger>(_ type: Number.Type, at offset: Int) -> Number {
        data.withUnsafeBytes { Number(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: type)) }
    }

    /// A copy that differs in one number.
    func with<Number: FixedWidthInteger>(_ number: Number, at offset: Int) -> ELFFile {
        var copy = self
        withUnsafeBytes(of: number.littleEndian) { bytes in
            copy.data.replaceSubrange(offset..<offset + bytes.count, with: bytes)
        }
        return copy
    }

    /// 3 for one that can be loaded anywhere (ET_DYN).
    var type: UInt16 { number(UInt16.self, at: 16) }

    var segments: [Segment] {
        let (start, size) = (Int(number(UInt64.self, at: 32)), Int(number(UInt16.self, at: 54)))
        return (0..<Int(number(UInt16.self, at: 56))).map { index in
            let header = start + index * size
            return Segment(
                type: number(UInt32.self, at: header), flags: number(UInt32.self, at: header + 4),
                offset: Int(number(UInt64.self, at: header + 8)), size: Int(number(UInt64.self, at: header + 32)),
                header: header)
        }
    }

    var dynamic: [Entry] {
        guard let segment = segments.first(where: { $0.type == Segments.dynamic }) else { return [] }
        return stride(from: segment.offset, to: segment.offset + segment.size, by: 16).map {
            Entry(tag: number(UInt64.self, at: $0), value: number(UInt64.self, at: $0 + 8), header: $0)
        }
    }

    /// What keeps it from being one file that starts everywhere, or makes it easier to attack than it need be.
    /// - Parameter folder: where it was built.
    func faults(builtIn folder: String) -> [String] {
        let (segments, dynamic) = (segments, dynamic)
        func has(_ tag: UInt64) -> Bool { dynamic.contains { $0.tag == tag } }
        let flags = dynamic.first { $0.tag == Tags.flags }?.value ?? 0
        let flags1 = dynamic.first { $0.tag == Tags.flags1 }?.value ?? 0
        let stack = segments.first { $0.type == Segments.stack }
        let both = Segments.executable | Segments.writable
        let faults: [(Bool, String)] = [
            (data.starts(with: [0x7F, 0x45, 0x4C, 0x46, 2, 1]), "is no program of 64 bits"),
            (type == 3 && flags1 & 0x0800_0000 != 0, "lies at a fixed address"),
            (!segments.contains { $0.type == Segments.interpreter }, "needs an interpreter"),
            (!has(Tags.needed), "needs a library"),
            (!has(Tags.rpath) && !has(Tags.runpath), "names folders of libraries"),
            (segments.contains { $0.type == Segments.relro }, "has no relocations that become read-only"),
            (flags & 8 != 0 && flags1 & 1 != 0, "binds late"),
            (stack.map { $0.flags & Segments.executable == 0 } ?? false, "has an executable stack"),
            (!has(Tags.relocationText) && flags & 4 == 0, "relocates its code"),
            (
                !segments.contains { $0.type == Segments.load && $0.flags & both == both },
                "has code that can be written"
            ),
            (data.count <= 22_000_000, "is larger than 22 MB"),
            (data.range(of: Data(folder.utf8)) == nil, "holds the name of the folder that it was built in"),
        ]
        return faults.filter { !$0.0 }.map(\.1)
    }
}
