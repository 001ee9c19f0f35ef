public import SystemPackage

/// How a kernel was configured when it was built, from whichever place a distribution keeps that.
public struct KernelConfiguration: Sendable {
    /// What a symbol was set to.
    public enum Value: Hashable, Sendable {
        /// `y`: part of the kernel itself.
        case builtIn
        /// `m`: a module, which is not to say that its file is installed.
        case module
        /// Not set, or set to a number or a text.
        case off
    }

    /// The file that it was read from.
    public let path: FilePath
    private let bytes: [UInt8]

    /// The most bytes of a configuration, unpacked: real ones have a third of a megabyte.
    static let limit = 4 << 20

    /// The places where distributions keep the configuration of a kernel, the surest first.
    ///
    /// /proc has that of the running kernel only; Debian and SUSE have the second, Red Hat and ostree systems the third and
    /// fourth; the last two come with the packages for building modules.
    static func places(_ release: KernelRelease?, isRunning: Bool) -> [FilePath] {
        let running: [FilePath] = isRunning ? ["/proc/config.gz"] : []
        guard let release, let name = FilePath.Component(release.text) else { return running }
        return running + [
            FilePath("/boot/config-\(name)"),
            FilePath("/lib/modules/\(name)/config"),
            FilePath("/usr/lib/modules/\(name)/config"),
            FilePath("/usr/lib/kernel/config-\(name)"),
            FilePath("/boot/config-\(name).gz"),
            FilePath("/lib/modules/\(name)/config.gz"),
            FilePath("/usr/lib/ostree-boot/config-\(name)"),
            FilePath("/lib/modules/\(name)/build/.config"),
            FilePath("/usr/src/linux-headers-\(name)/.config"),
        ]
    }

    /// Reads the first place that can be read.
    /// - Returns: nil where there is none, with what was wrong with those that are there.
    static func find(
        _ release: KernelRelease?, isRunning: Bool, in root: RootDirectory
    ) -> (KernelConfiguration?, [Sighting]) {
        var problems: [Sighting] = []
        for path in places(release, isRunning: isRunning) {
            do throws(FileError) {
                let raw = try root.read(path, limit: limit)
                guard raw.starts(with: [0x1F, 0x8B]) else { return (KernelConfiguration(path, raw), problems) }
                if let bytes = try? Inflate.gunzip(raw, limit: limit) {
                    return (KernelConfiguration(path, bytes), problems)
                }
                problems.append(Sighting(path, "cannot be unpacked"))
            } catch {
                if !error.isMissing { problems.append(Sighting(error)) }
            }
        }
        return (nil, problems)
    }

    /// Where the line of each symbol starts, by a hash of the symbol: ten thousand texts would cost more than everything else.
    private let lines: [UInt64: Int]

    init(_ path: FilePath, _ bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
        var lines: [UInt64: Int] = [:]
        lines.reserveCapacity(bytes.count / 30)
        bytes.withUnsafeBufferPointer { buffer in
            var start = 0
            while start < buffer.count {
                var (position, hash) = (start, Self.hashStart)
                while position < buffer.count, buffer[position] != UInt8(ascii: "="), buffer[position] != 10 {
                    hash = Self.hash(hash, buffer[position])
                    position += 1
                }
                if position < buffer.count, buffer[position] == UInt8(ascii: "="), buffer[start] == UInt8(ascii: "C") {
                    lines[hash] = start
                }
                while position < buffer.count, buffer[position] != 10 { position += 1 }
                start = position + 1
            }
        }
        self.lines = lines
    }

    /// Whether this looks like the configuration of a kernel at all: an empty or foreign file says nothing about symbols.
    var isPlausible: Bool { !lines.isEmpty }

    /// What a symbol, named without `CONFIG_`, was set to.
    public subscript(symbol: String) -> (value: Value, sighting: Sighting) {
        let key = Array("CONFIG_\(symbol)".utf8)
        guard let start = lines[key.reduce(Self.hashStart, Self.hash)], bytes[start...].starts(with: key) else {
            return (.off, Sighting(path, "CONFIG_\(symbol) is not set"))
        }
        let text = bytes[start...].prefix { $0 != 10 }.trimmedText
        let number = bytes[..<start].reduce(1) { $0 + ($1 == 10 ? 1 : 0) }
        let value: Value = text.hasSuffix("=y") ? .builtIn : text.hasSuffix("=m") ? .module : .off
        return (value, Sighting(path, line: number, text))
    }

    /// FNV-1a: names that meet by accident are told apart by comparing them.
    private static let hashStart: UInt64 = 0xCBF2_9CE4_8422_2325
    private static func hash(_ hash: UInt64, _ byte: UInt8) -> UInt64 { (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
}
