public import Base
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
    /// /proc has that of the running kernel only; Debian and SUSE have the second, Red Hat and ostree systems the third
    /// and fourth; the last two come with the packages for building modules.
    static func places(_ release: KernelRelease?, isRunning: Bool) -> [FilePath] {
        let running: [FilePath] = isRunning ? ["/proc/config.gz"] : []
        guard let release, let name = FilePath.Component(release.text) else { return running }
        let kept = [
            "/boot/config-\(name)", "/lib/modules/\(name)/config", "/usr/lib/modules/\(name)/config",
            "/usr/lib/kernel/config-\(name)", "/usr/lib/ostree-boot/config-\(name)",
        ]
        let built = ["/lib/modules/\(name)/build/.config", "/usr/src/linux-headers-\(name)/.config"]
        return running
            + (kept + ["gz", "xz", "zst"].flatMap { suffix in kept.map { "\($0).\(suffix)" } } + built).map {
                FilePath($0)
            }
    }

    /// Reads the first place that can be read and holds the configuration of a kernel.
    /// - Returns: nil where there is none, with what was wrong with those that are there.
    static func find(
        _ release: KernelRelease?, isRunning: Bool, in root: RootDirectory
    ) -> (KernelConfiguration?, [Evidence]) {
        var problems: [Evidence] = []
        for path in places(release, isRunning: isRunning) {
            do throws(FileError) {
                let bytes = try root.read(path, limit: limit)
                do throws(Compression.Failure) {
                    let text = try unpacked(bytes)
                    guard let problem = problem(with: text) else {
                        return (KernelConfiguration(path, text), problems)
                    }
                    problems.append(Evidence(path, problem))
                } catch {
                    problems.append(Evidence(path, error.description))
                }
            } catch {
                // The next place has the same: all of them tell of one kernel.
                if !error.isMissing { problems.append(Evidence(error)) }
            }
        }
        return (nil, problems)
    }

    private static func unpacked(_ bytes: [UInt8]) throws(Compression.Failure) -> [UInt8] {
        guard let compression = Compression(bytes) else { return bytes }
        return try compression.unpack(bytes, limit: limit)
    }

    /// Why these lines are not to be believed: a symbol that is missing in them would be taken for one that is not set.
    private static func problem(with lines: [UInt8]) -> String? {
        let isOne = lines.split(separator: 10, maxSplits: 64).contains { $0.starts(with: "CONFIG_".utf8) }
        guard isOne else { return "holds no kernel configuration" }
        // Its writer ends every line.
        return lines.last == 10 ? nil : "truncated: the last line has no line feed"
    }

    private init(_ path: FilePath, _ bytes: [UInt8]) {
        self.path = path
        symbols = LineIndex(bytes, delimiter: UInt8(ascii: "="))
    }

    /// What a symbol, named without `CONFIG_`, was set to.
    public subscript(symbol: String) -> (value: Value, evidence: Evidence) {
        guard let text = symbols["CONFIG_\(symbol)"] else {
            return (.off, Evidence(path, "CONFIG_\(symbol) is not set"))
        }
        let value: Value = text == "y" ? .builtIn : text == "m" ? .module : .off
        let number = symbols.lineNumber(of: "CONFIG_\(symbol)")
        return (value, Evidence(path, line: number, "CONFIG_\(symbol)=\(text)"))
    }

    /// The symbols of a configuration that is whole: distributions set thousands, the smallest kernels hundreds.
    private static let whole = 300

    /// Whether an option that is no module is set.
    ///
    /// A configuration names every option that could have been chosen, also those that were not. One that names neither
    /// an option nor what it depends on, and has few lines, was cut short: it does not tell.
    /// - Parameter parent: the option that this one depends on.
    public func isSet(_ symbol: String, below parent: String? = nil) -> (answer: Answer, evidence: Evidence) {
        let (value, evidence) = self[symbol]
        if value == .builtIn { return (.yes, evidence) }
        if value == .module { return (.no, evidence) }
        for name in [symbol, parent].compactMap(\.self) {
            let text = "# CONFIG_\(name) is not set"
            if let line = symbols.lineNumber(ofLine: text) { return (.no, Evidence(path, line: line, text)) }
        }
        return (symbols.count < Self.whole ? .unknown : .no, evidence)
    }
}
