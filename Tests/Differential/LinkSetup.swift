import Foundation

/// udev's own answer to which .link file applies to a link: `udevadm test-builtin net_setup_link`, in a root folder.
struct LinkSetup {
    private let root: String

    init(_ root: String) { self.root = root }

    /// The file; nil where none applies.
    func file(for link: String) throws -> String? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/sbin/chroot")
        process.arguments = [root, "udevadm", "test-builtin", "net_setup_link", "/sys/class/net/\(link)"]
        process.environment = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"]
        let output = Pipe()
        (process.standardOutput, process.standardError) = (output, FileHandle.nullDevice)
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let prefix = "ID_NET_LINK_FILE="
        return String(decoding: data, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix(prefix) }
            .map { String($0.dropFirst(prefix.count)) }
    }
}
