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

    /// The value of a key, as libkmod finds it; nil where the index does not have it.
    static func value(of key: String, in bytes: [UInt8]) -> String? {
        guard bytes.count >= 12, bytes.starts(with: magic) else { return nil }
        return bytes.withUnsafeBufferPointer { buffer in
            var rest = Array(key.utf8)[...]
            var node = number(buffer, 8)
            // Each step takes a character off the key, so there is an end.
            while node & 0x0FFF_FFFF != 0 {
                switch step(buffer, node, &rest) {
                case .child(let next): node = next
                case .value(let text): return text
                }
            }
            return nil
        }
    }

    private enum Step {
        /// Where the search goes on; 0 for nowhere.
        case child(UInt32)
        case value(String?)
    }

    private static func step(
        _ buffer: UnsafeBufferPointer<UInt8>, _ node: UInt32, _ rest: inout ArraySlice<UInt8>
    ) -> Step {
        var position = Int(node & 0x0FFF_FFFF)
        if node & 0x8000_0000 != 0 {
            let start = position
            guard skipString(buffer, &position), rest.starts(with: buffer[start..<position - 1]) else {
                return .value(nil)
            }
            rest = rest.dropFirst(position - 1 - start)
        }
        if node & 0x2000_0000 != 0 {
            guard position + 2 <= buffer.count else { return .value(nil) }
            let (first, last) = (Int(buffer[position]), Int(buffer[position + 1]))
            if let character = rest.first.map(Int.init) {
                let child = position + 2 + 4 * (character - first)
                guard (first...max(first, last)).contains(character), child + 4 <= buffer.count else {
                    return .value(nil)
                }
                rest = rest.dropFirst()
                return .child(number(buffer, child))
            }
            position += 2 + 4 * (last - first + 1)
        }
        // Behind the number of values stand the first one's priority and text.
        guard rest.isEmpty, node & 0x4000_0000 != 0, position >= 0, position + 8 <= buffer.count,
            number(buffer, position) > 0
        else { return .value(nil) }
        let start = position + 8
        position = start
        guard skipString(buffer, &position) else { return .value(nil) }
        return .value(String(decoding: buffer[start..<position - 1], as: UTF8.self))
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
