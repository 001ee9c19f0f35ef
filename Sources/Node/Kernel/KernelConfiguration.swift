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
    private let symbols: LineIndex

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

    init(_ path: FilePath, _ bytes: [UInt8]) {
        self.path = path
        symbols = LineIndex(bytes, delimiter: UInt8(ascii: "="))
    }

    /// Whether this looks like the configuration of a kernel at all: an empty or foreign file says nothing about symbols.
    var isPlausible: Bool { !symbols.isEmpty }

    /// What a symbol, named without `CONFIG_`, was set to.
    public subscript(symbol: String) -> (value: Value, sighting: Sighting) {
        guard let text = symbols["CONFIG_\(symbol)"] else {
            return (.off, Sighting(path, "CONFIG_\(symbol) is not set"))
        }
        let value: Value = text == "y" ? .builtIn : text == "m" ? .module : .off
        let number = symbols.lineNumber(of: "CONFIG_\(symbol)")
        return (value, Sighting(path, line: number, "CONFIG_\(symbol)=\(text)"))
    }
}
