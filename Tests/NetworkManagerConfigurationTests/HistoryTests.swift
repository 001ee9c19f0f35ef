import KeyFile
import NetworkManagerConfiguration
import Testing

@Suite struct HistoryTests {
    private func shown(_ stack: ConfigurationStack) -> [String] {
        stack.histories.flatMap { history in
            ["[\(history.section)] \(history.key)\(history.isSet ? "" : " (gone)")"]
                + history.lines.map { line in
                    let change = line.change
                    return "\(line.counts ? " " : "-") \(change.operation.rawValue) \(change.value) \(change.origin)"
                }
        }
    }

    @Test("each line that touches a list is kept, and those before the last = do not count any more")
    func lists() {
        let stack = ConfigurationStack.of([
            "/usr/lib/NetworkManager/conf.d/10.conf": "[keyfile]\nunmanaged-devices=mac:02:00:00:00:00:01\n",
            "/etc/NetworkManager/conf.d/20.conf": "[keyfile]\nunmanaged-devices=eth1\n",
            "/etc/NetworkManager/conf.d/30.conf": "[keyfile]\nunmanaged-devices+=eth2,eth1\n",
            "/etc/NetworkManager/conf.d/40.conf": "[keyfile]\nunmanaged-devices-=eth1\n",
        ])
        #expect(
            shown(stack) == [
                "[keyfile] unmanaged-devices",
                "- = mac:02:00:00:00:00:01 /usr/lib/NetworkManager/conf.d/10.conf:2",
                "  = eth1 /etc/NetworkManager/conf.d/20.conf:2",
                "  += eth2,eth1 /etc/NetworkManager/conf.d/30.conf:2",
                "  -= eth1 /etc/NetworkManager/conf.d/40.conf:2",
            ])
    }

    @Test("a value that the daemon's own file hides or replaces is still there")
    func intern() {
        let stack = ConfigurationStack.of([
            "/etc/NetworkManager/conf.d/20.conf": "[main]\ndns=none\nrc-manager=file\n",
            "/var/lib/NetworkManager/NetworkManager-intern.conf":
                "[main]\n.was.dns=none\n.set.rc-manager=symlink\n.was.rc-manager=file\n",
        ])
        #expect(
            shown(stack) == [
                "[main] dns (gone)",
                "- = none /etc/NetworkManager/conf.d/20.conf:2",
                "- hide  /var/lib/NetworkManager/NetworkManager-intern.conf:2",
                "[main] rc-manager",
                "- = file /etc/NetworkManager/conf.d/20.conf:3",
                "  = symlink /var/lib/NetworkManager/NetworkManager-intern.conf:3",
            ])
    }

    @Test("plugins that are added where none are named begin with what was compiled in")
    func plugins() {
        let stack = ConfigurationStack.of(["/etc/NetworkManager/conf.d/20.conf": "[main]\nplugins+=ifupdown\n"])
        #expect(
            shown(stack) == [
                "[main] plugins",
                "  compiled  /etc/NetworkManager/conf.d/20.conf:2",
                "  += ifupdown /etc/NetworkManager/conf.d/20.conf:2",
            ])
    }

    @Test("a string list that nothing is left of has no value, and its lines are kept")
    func emptied() {
        let stack = ConfigurationStack.of([
            "/etc/NetworkManager/conf.d/20.conf": "[main]\ndebug=RLIMIT_CORE\ndebug-=RLIMIT_CORE\n"
        ])
        #expect(stack.setting("debug", in: "main") == nil)
        #expect(
            shown(stack) == [
                "[main] debug (gone)",
                "- = RLIMIT_CORE /etc/NetworkManager/conf.d/20.conf:2",
                "- -= RLIMIT_CORE /etc/NetworkManager/conf.d/20.conf:3",
            ])
    }

    @Test("one line for a key has no history to tell")
    func single() {
        #expect(ConfigurationStack.of(["20.conf": "[main]\ndns=none\n"]).histories.isEmpty)
    }
}
