/// The index files that depmod makes, looked over before libkmod reads them.
///
/// libkmod believes what it reads: past the end of a truncated index it ends the whole process or reads foreign memory. So every
/// node of the trie is visited once here, with each offset checked; then libkmod may have it.
///
/// The format, all numbers big-endian: magic 0xB007F457, version 2.1, the root's offset. An offset's upper bits say what follows:
/// a prefix, child offsets between a first and a last character, values with a priority each.
enum ModuleIndex {
    /// The indexes that a lookup by name reads, in a kernel's folder of modules.
    static let names = ["modules.dep.bin", "modules.alias.bin", "modules.builtin.bin", "modules.builtin.alias.bin"]

    private static let magic: [UInt8] = [0xB0, 0x07, 0xF4, 0x57, 0x00, 0x02, 0x00, 0x01]

    /// Whether every part of the index lies inside the file, and none is its own descendant.
    static func isSound(_ bytes: [UInt8]) -> Bool {
        guard bytes.count >= 12, bytes.starts(with: magic) else { return false }
        return bytes.withUnsafeBufferPointer { buffer in
            var nodes = [number(buffer, 8)]
            // A trie of n bytes has fewer than n nodes; more visits mean a circle.
            var visits = 0
            while let node = nodes.popLast() {
                visits += 1
                guard visits <= buffer.count, visit(buffer, node, &nodes) else { return false }
            }
            return true
        }
    }

    /// Checks one node and notes its children.
    private static func visit(_ buffer: UnsafeBufferPointer<UInt8>, _ node: UInt32, _ nodes: inout [UInt32]) -> Bool {
        var position = Int(node & 0x0FFF_FFFF)
        guard position != 0 else { return true }
        if node & 0x8000_0000 != 0 {
            guard skipString(buffer, &position) else { return false }
        }
        if node & 0x2000_0000 != 0 {
            guard position + 2 <= buffer.count else { return false }
            let (first, last) = (Int(buffer[position]), Int(buffer[position + 1]))
            // Characters are ASCII: libkmod has room for 128 children.
            guard first <= last, last < 128, position + 2 + 4 * (last - first + 1) <= buffer.count else { return false }
            position += 2
            for _ in first...last {
                let child = number(buffer, position)
                if child & 0x0FFF_FFFF != 0 { nodes.append(child) }
                position += 4
            }
        }
        if node & 0x4000_0000 != 0 {
            guard position + 4 <= buffer.count else { return false }
            let count = number(buffer, position)
            position += 4
            for _ in 0..<count {
                position += 4
                guard skipString(buffer, &position) else { return false }
            }
        }
        return true
    }

    private static func skipString(_ buffer: UnsafeBufferPointer<UInt8>, _ position: inout Int) -> Bool {
        while position < buffer.count {
            defer { position += 1 }
            if buffer[position] == 0 { return true }
        }
        return false
    }

    private static func number(_ buffer: UnsafeBufferPointer<UInt8>, _ position: Int) -> UInt32 {
        (0..<4).reduce(0) { $0 << 8 | UInt32(buffer[position + $1]) }
    }
}
