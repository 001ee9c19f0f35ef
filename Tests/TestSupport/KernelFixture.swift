import Foundation

/// A root with the kernel of a Debian release: the indexes that depmod made for it, and empty files for its modules.
public struct KernelFixture {
    /// The fixtures there are, by upstream version.
    public static let names = ["5.10", "6.1", "6.12"]

    /// The root.
    public let folder: TemporaryFolder
    /// The kernel's release.
    public let release: String
    /// The paths of the module files below the kernel's folder.
    public let files: [String]

    private static let fixtures = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fixtures/kernels")

    /// Makes the root.
    /// - Parameters:
    ///   - variant: a folder of other indexes for the same kernel.
    ///   - release: another name for the kernel than Debian's.
    ///   - isRunning: whether the root has a /proc that says so, with IPv6 on.
    public init(_ name: String, variant: String? = nil, release: String? = nil, isRunning: Bool = false) throws {
        let source = Self.fixtures.appending(path: name)
        folder = try TemporaryFolder()
        self.release = try release ?? Self.lines(source.appending(path: "release"))[0]
        files = try Self.lines(source.appending(path: "files"))
        for name in ["dep.bin", "alias.bin", "builtin.bin", "builtin.alias.bin", "dep"] {
            let index = source.appending(path: variant.map { "\($0)/" } ?? "").appending(path: "modules.\(name)")
            try folder.write(try Data(contentsOf: index), to: "\(modules)/modules.\(name)")
        }
        for file in files { try folder.write("", to: "\(modules)/\(file)") }
        try folder.write(try Data(contentsOf: source.appending(path: "config")), to: "boot/config-\(self.release)")
        try folder.write("ID=debian\nVERSION_ID=\"12\"\n", to: "etc/os-release")
        if isRunning {
            try folder.write("\(self.release)\n", to: "proc/sys/kernel/osrelease")
            try folder.write("0\n", to: "proc/sys/net/ipv6/conf/all/disable_ipv6")
        }
    }

    /// The kernel's folder of modules.
    public var modules: String { "lib/modules/\(release)" }

    /// The path of a module's file, below the kernel's folder.
    public func file(of module: String) throws -> String {
        guard let file = files.first(where: { $0.contains("/\(module).ko") }) else { throw CocoaError(.fileNoSuchFile) }
        return file
    }

    /// The content of a file in the kernel's folder.
    public func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: folder.url.appending(path: "\(modules)/\(name)")))
    }

    /// Whether there is a module of this name, with underscores.
    public func has(_ module: String) -> Bool {
        files.contains { file in
            let name = String(file.split(separator: "/").last ?? "")
            return String(name.prefix { $0 != "." }).replacingOccurrences(of: "-", with: "_") == module
        }
    }

    /// Removes a module's file, and leaves the indexes as they are.
    public func remove(_ module: String) throws {
        try FileManager.default.removeItem(at: folder.url.appending(path: "\(modules)/\(try file(of: module))"))
    }

    private static func lines(_ url: URL) throws -> [String] {
        try String(contentsOf: url, encoding: .utf8).split(separator: "\n").map(String.init)
    }
}
