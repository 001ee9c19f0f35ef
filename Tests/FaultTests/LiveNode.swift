import Foundation
import TestSupport

/// A node with a running NetworkManager that is brought back to its unfenced state between two faults: a sandbox takes
/// longer to start than a run of nmfence takes.
struct LiveNode {
    /// The node's files and the kernel's view of its interfaces, as one text each.
    struct State: Hashable {
        /// Every name in the folder of the drop-ins, with mode and digest.
        var files: String
        /// Links, addresses and routes.
        var kernel: String

        /// Whether NetworkManager would read nothing but what it reads in one of two other states.
        func isOneOf(_ old: State, _ new: State) -> Bool {
            let read = files.split(separator: "\n").filter { $0.contains(".conf ") && !$0.contains(".nmfence-") }
            return [old, new].contains { state in
                read == state.files.split(separator: "\n").filter { $0.contains(".conf ") && !$0.contains(".nmfence-") }
            }
        }
    }

    /// What a run that was disturbed left, and what the next one made of it.
    struct Outcome {
        let run: Run
        let state: State
        let next: Run
        let final: State
        /// The status of a check after the next run.
        let check: Int32
    }

    let sandbox: LiveSandbox
    /// Before any fix, and after one.
    let old: State
    let new: State

    /// The usual node; a fix is made once to see what a good one leaves.
    init() throws {
        sandbox = try LiveSandbox()
        // The device of each interface, which must become unmanaged and managed again without a reload in between.
        try sandbox.must(
            """
            for name in cali0 tunl0 vxlan.calico; do
                dbus-send --system --print-reply=literal --dest=org.freedesktop.NetworkManager \
                /org/freedesktop/NetworkManager \
                    org.freedesktop.NetworkManager.GetDeviceByIpIface string:$name
            done >/run/devices
            test $(wc -w </run/devices) = 3
            cat >/run/manage <<'END'
            for device in $(cat /run/devices); do
                dbus-send --system --print-reply --dest=org.freedesktop.NetworkManager $device \
                    org.freedesktop.DBus.Properties.Set string:org.freedesktop.NetworkManager.Device string:Managed \
                    variant:boolean:$1 >/dev/null
            done
            END
            cat >/run/reset <<'END'
            set -eu
            nm-control resume 2>/dev/null || nm-control start
            sh /run/manage false
            find /etc/NetworkManager/conf.d -mindepth 1 -delete
            rm -rf /run/nmfence
            dbus-send --system --print-reply --dest=org.freedesktop.NetworkManager /org/freedesktop/NetworkManager \
                org.freedesktop.NetworkManager.Reload uint32:1 >/dev/null
            sh /run/manage true
            # As Felix would: a NetworkManager that stops takes the route away.
            ip route replace 10.65.0.2 dev cali0 scope link
            END
            """)
        try sandbox.must("sh /run/reset; nm-devices --settled >/run/settled")
        old = try Self.state(sandbox)
        let fix = try sandbox.nmfence("fix", "-v")
        new = try Self.state(sandbox)
        guard fix.status == 0, fix.output.contains("set unmanaged (addresses and routes kept): cali0"),
            new.files != old.files, new.kernel == old.kernel
        else { throw LiveSandbox.Failure(description: "a fix that nobody disturbs: \(fix.output)\(fix.errors)") }
        try reset()
    }

    static func state(_ sandbox: LiveSandbox) throws -> State {
        let text = try sandbox.must(
            """
            find /etc/NetworkManager/conf.d -type f -printf '%P %m ' -exec sha256sum {} ';' 2>/dev/null | sort || true
            echo ==
            kernel-state cali0 tunl0 vxlan.calico
            """)
        let parts = text.components(separatedBy: "==\n")
        return State(files: parts[0], kernel: parts.dropFirst().joined(separator: "==\n"))
    }

    /// Brings the node back to what it was, its interfaces untouched.
    func reset() throws {
        try sandbox.must("sh /run/reset")
    }

    /// Runs a fix with something around it, looks, runs it again without, and resets the node.
    /// - Parameter between: lines of shell between the two runs that take away what was in the way.
    func disturbed(by wrapper: [String], _ arguments: [String] = [], between: String = "true") throws -> Outcome {
        let run = try sandbox.run(wrapper + [Tool.path, "fix"] + arguments)
        let state = try Self.state(sandbox)
        try sandbox.must(between)
        let next = try sandbox.nmfence("fix")
        let final = try Self.state(sandbox)
        let check = try sandbox.nmfence("check", "-q", "--only", "nm.*").status
        try reset()
        return Outcome(run: run, state: state, next: next, final: final, check: check)
    }

    /// At the first of some calls of nmfence.
    /// - Parameter after: the call after which they are looked for.
    static func at(_ call: String, after: String? = nil, run command: String) -> [String] {
        ["at-call", "--when", call] + (after.map { ["--after", $0] } ?? []) + ["--run", command, "--"]
    }
}

/// The calls by which a run changes something or tells somebody to, or ends. Being killed at any other call leaves what
/// being killed at the next of these does; scripts/faults goes through all of them nevertheless.
enum Calls {
    static let effects =
        #"^(mkdirat|unlinkat|renameat|linkat|fsync|fchmod|flock|write|exit_group)\("#
        + #"|\.nmfence-new|^sendmsg.*\.(Set|Reload)"#
    /// Whether every call is gone through.
    static let isComplete = ProcessInfo.processInfo.environment["NMFENCE_FAULTS"] == "all"
    /// What is chosen.
    static var chosen: String { isComplete ? "" : effects }

    /// Does something at a call that an earlier run made too.
    /// - Parameters:
    ///   - number: the line of that call in the list of the earlier run, from 1 on. Where every call is gone through it
    ///   is its
    ///     number and nothing else: what waits for another thread does so now and then only.
    ///   - calls: those that were listed.
    static func at(line number: Int, of list: String, among calls: String = chosen, _ action: String...) -> [String] {
        let isNumber = isComplete && calls == chosen
        return ["at-call", "--when", calls, "--nth", String(number)] + (isNumber ? [] : ["--listed", list]) + action + [
            "--"
        ]
    }

    static let placing = #"^renameat\(.*\.zz-nmfence\.conf"#
    static let releasing = #"^sendmsg.*\.Set\..*Managed"#
    static let reloading = #"^sendmsg.*\.Reload\."#
    /// The first question of a look at the daemon and its devices: for the plan, for the proof.
    static let asking = #"^sendmsg.*\.GetAll\..*\.org\.freedesktop\.NetworkManager\.,"#
}
