public import Base
import SystemPackage

/// Which sockets of the node wait on a port, from /proc/net/tcp and its like: proc(5).
public struct LocalSockets {
    /// What is carried.
    public enum Transport: String, Hashable, Sendable { case tcp, udp }

    /// A socket that holds a port.
    public struct Holder: Hashable, Sendable {
        /// The address in the kernel's hexadecimal, and the port.
        public let address: String
        /// The processes that have it, as `name (number)`; empty for the kernel itself, or where that cannot be seen.
        public let processes: [String]
        /// Whether the kernel has it for itself, as it does for tunnels: the socket has a number, and no process has
        /// it. False too where not every process of the machine could be looked at.
        public let isKernel: Bool
        /// Where it is listed.
        public let evidence: Evidence

        /// Whether nobody else can listen on the port of localhost: it is bound to every address, or to that.
        public var isOnLoopback: Bool {
            let bytes = LocalSockets.bytes(of: address.prefix { $0 != ":" }, isBigEndian: 1.bigEndian == 1)
            // ::ffff:0.0.0.0/96 is IPv4 in a socket of IPv6.
            let mapped = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF]
            let own = bytes.starts(with: mapped) ? bytes.dropFirst(mapped.count) : bytes[...]
            // 127.0.0.0/8, and ::1.
            return own.allSatisfy { $0 == 0 } || own.count == 4 && own.first == 127
                || own.count == 16 && own.dropLast().allSatisfy { $0 == 0 } && own.last == 1
        }
    }

    /// The bytes of an address in hexadecimal: the kernel writes each four of them as one number.
    /// - Parameter isBigEndian: whether the processor has the highest byte of a number first.
    static func bytes(of address: some StringProtocol, isBigEndian: Bool) -> [UInt8] {
        let digits = Array(address)
        return stride(from: 0, to: digits.count - 7, by: 8).flatMap { start -> [UInt8] in
            let bytes = stride(from: start, to: start + 8, by: 2).compactMap {
                UInt8(String(digits[$0...$0 + 1]), radix: 16)
            }
            return isBigEndian ? bytes : bytes.reversed()
        }
    }

    /// Whether the lists could be read at all.
    public let isReadable: Bool
    private let root: RootDirectory
    private let folder: FilePath
    private let tables: [FilePath: [UInt8]]
    private let unreadable: [Transport: Evidence]

    /// Reads the lists of the node's network namespace.
    public init(in root: RootDirectory) {
        // In a root that is not this process's own, `net` would be the namespace of whoever reads.
        folder = NetworkFacts.folder(in: root)
        self.root = root
        var (tables, unreadable): ([FilePath: [UInt8]], [Transport: Evidence]) = ([:], [:])
        for (name, transport) in [("tcp", Transport.tcp), ("tcp6", .tcp), ("udp", .udp), ("udp6", .udp)] {
            let path = folder.appending(name)
            // A kernel without IPv6 has no lists of its sockets.
            do throws(FileError) {
                tables[path] = try root.readIfPresent(path, limit: 16 << 20) { bytes, last in
                    transport == .tcp && Self.hasEveryListener(bytes, last)
                }
            } catch {
                unreadable[transport] = unreadable[transport] ?? Evidence(error)
            }
        }
        self.tables = tables
        self.unreadable = unreadable
        isReadable = !tables.isEmpty
    }

    /// Whether the beginning of a list of TCP has every socket that listens.
    ///
    /// The kernel looks through its whole table of connections each time that it is read behind the listening sockets,
    /// which takes 2.8 ms with 24 GB of memory, and more with more. Those that listen come first (tcp_seq_start() in
    /// tcp_ipv4.c), before Linux 4.4 each with the connections that are on their way to it (state 03). And seq_read()
    /// ends a piece early only where the next line does not fit into its page: one of half a page is the last.
    /// - Parameter last: how long the last piece was.
    static func hasEveryListener(_ bytes: [UInt8], _ last: Int) -> Bool {
        if last < 2048 { return true }
        // A line has 150 bytes or little more, and the last one may not be whole.
        let lines = bytes.suffix(1024).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        guard lines.count > 2 else { return false }
        let words = lines[lines.count - 2].words
        return words.count > 3 && words[3] != listening && words[3] != "03"
    }

    /// TCP_LISTEN.
    private static let listening = "0A"

    /// Why sockets may be missing in what ``holders(of:_:)`` gives; nil where none is.
    public func problem(with transport: Transport) -> Evidence? { unreadable[transport] }

    /// The sockets that listen on a TCP port, or are bound to a UDP port.
    public func holders(of port: UInt16, _ transport: Transport) -> [Holder] {
        let hexadecimal = String(port, radix: 16, uppercase: true)
        let wanted = Array((":" + String(repeating: "0", count: 4 - hexadecimal.count) + hexadecimal + " ").utf8)
        return [transport.rawValue, transport.rawValue + "6"].flatMap { name -> [Holder] in
            let path = folder.appending(name)
            return TextLines(tables[path] ?? []).compactMap { line -> Holder? in
                // Most lines are about other ports: those are put aside before they are taken apart.
                guard let colon = line.bytes.dropFirst(6).firstIndex(of: UInt8(ascii: ":")),
                    line.bytes[colon...].starts(with: wanted)
                else { return nil }
                let words = line.bytes.words
                // A UDP socket that is bound and not connected is in state 07.
                guard words.count > 9, words[3] == (transport == .tcp ? Self.listening : "07") else { return nil }
                let inode = words[9]
                let (processes, isComplete) = inode == "0" ? ([], true) : processes(having: inode)
                return Holder(
                    address: words[1], processes: processes, isKernel: processes.isEmpty && isComplete,
                    evidence: Evidence(path, line: line.number, words.prefix(10).joined(separator: " ")))
            }
        }
    }

    /// - Returns: the processes, and whether all were looked at that there are.
    private func processes(having inode: String) -> (found: [String], isComplete: Bool) {
        let link = FilePath("socket:[\(inode)]")
        var (found, isComplete): ([String], Bool) = ([], seesAllProcesses)
        for process in processNumbers ?? [] {
            let folder = FilePath("/proc").appending(process)
            do throws(FileError) {
                guard try has(folder.appending("fd"), link) else { continue }
                let name = try root.read(folder.appending("comm"), limit: 64)[...].trimmedText
                found.append("\(name) (\(process))")
            } catch {
                // One that ended in between has nothing any more.
                if !error.isMissing { isComplete = false }
            }
        }
        return (found, isComplete)
    }

    /// Whether no process of the machine is out of sight.
    ///
    /// The number is that of the kernel's first PID namespace: in any other, processes are out of sight. Who may not
    /// read this link may not read everybody's descriptors: that is as good as a no.
    private var seesAllProcesses: Bool {
        processNumbers != nil && (try? root.linkTarget(of: "/proc/1/ns/pid")) == "pid:[4026531836]"
    }

    /// The processes by their numbers; nil where they cannot be listed.
    private var processNumbers: [FilePath.Component]? {
        try? root.entriesIfPresent(of: "/proc") { name in name.allSatisfy { (0x30...0x39).contains($0) } }
    }

    /// Whether a folder of descriptors has one that leads there.
    private func has(_ descriptors: FilePath, _ link: FilePath) throws(FileError) -> Bool {
        for descriptor in try root.entriesIfPresent(of: descriptors) {
            do throws(FileError) {
                if try root.linkTarget(of: descriptors.appending(descriptor)) == link { return true }
            } catch {
                // One that was closed in between.
                guard error.isMissing else { throw error }
            }
        }
        return false
    }
}
