/// udev's own answer to which .link file applies to a link: `udevadm test-builtin net_setup_link`, in a root folder.
struct LinkSetup {
    private let root: String

    init(_ root: String) { self.root = root }

    /// The file; nil where none applies.
    func file(for link: String) -> String? {
        let answer = Child.run(["chroot", root, "udevadm", "test-builtin", "net_setup_link", "/sys/class/net/\(link)"])
        let prefix = "ID_NET_LINK_FILE="
        return String(decoding: answer.output, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix(prefix) }
            .map { String($0.dropFirst(prefix.count)) }
    }
}
