import BusTestSupport
import TestSupport
import Testing

/// The whole tool beside a NetworkManager that starts, ends, or changes by itself: a pretended one where a real one
/// does so too rarely.
@Suite struct `A NetworkManager that is not at rest` {
    private func run(
        _ arguments: [String], _ behaviours: [PretendedDaemon.Behaviour], on image: Image? = nil
    ) throws -> (run: Run, image: Image) {
        let (bus, image) = (try PrivateBus(), try image ?? Image())
        let peers = try behaviours.enumerated().map { index, behaviour in
            try PretendedDaemon(behaviour).appear(on: bus, isNext: index > 0)
        }
        defer { for peer in peers { peer.end() } }
        return (
            try Tool.run(arguments + ["--root", image.folder.path, "--bus", "\(bus.address)"]), image
        )
    }

    private func behaviour(_ change: (inout PretendedDaemon.Behaviour) -> Void) -> PretendedDaemon.Behaviour {
        var behaviour = PretendedDaemon.Behaviour()
        change(&behaviour)
        return behaviour
    }

    private func hasDropIn(_ image: Image) -> Bool { image.folder.text(Image.dropIns + "/zz-nmfence.conf") != nil }

    @Test func `is waited for by every verb while it has its name and no objects`() throws {
        let starting = behaviour { $0.questionsBeforeObjects = 3 }
        let (fix, image) = try run(["fix"], [starting])
        #expect(fix.status == 0, "\(fix.output)\(fix.errors)")
        #expect(hasDropIn(image))
        for (arguments, status) in [
            (["check", "--only", "nm.devices"], 1), (["explain", "cali0"], 0), (["diff"], 1), (["revert"], 0),
        ] as [([String], Int32)] {
            let (outcome, _) = try run(arguments, [starting], on: image)
            #expect(outcome.status == status, "\(arguments): \(outcome.output)\(outcome.errors)")
        }
        #expect(!hasDropIn(image))
    }

    @Test(arguments: [["fix"], ["diff"], ["revert"], ["check", "--only", "nm.devices"]])
    func `is 75 with a sentence that says so where it never has any`(arguments: [String]) throws {
        let (outcome, image) = try run(
            arguments + ["--timeout", "0.4"], [behaviour { $0.questionsBeforeObjects = .max }])
        #expect(outcome.status == 75, "\(outcome.output)\(outcome.errors)")
        let sentence = "NetworkManager is still starting: its name is on the bus, but its objects are not yet after 0."
        #expect((outcome.output + outcome.errors).contains(sentence), "\(outcome.output)\(outcome.errors)")
        #expect(outcome.seconds < 5)
        #expect(!hasDropIn(image))
    }

    @Test(arguments: [false, true])
    func `is not called proved where it takes an interface back`(isStartingUp: Bool) throws {
        let (outcome, image) = try run(
            ["fix"],
            [
                behaviour {
                    $0.flipsBack = true
                    $0.isStartingUp = isStartingUp
                }
            ])
        #expect(outcome.status == 3, "\(outcome.output)\(outcome.errors)")
        #expect(outcome.output.contains("still manages cali0"), "\(outcome.output)")
        #expect(!hasDropIn(image))
    }

    @Test(arguments: [75, 77, 70] as [UInt32])
    func `is not called proved where it leaves an interface alone for a reason that may end`(reason: UInt32) throws {
        let (outcome, image) = try run(
            ["fix"],
            [
                behaviour {
                    $0.version = "1.52.1"
                    $0.reason = reason
                }
            ])
        // The device was disconnected before, and this daemon does not take it back.
        #expect(outcome.status == 4, "\(outcome.output)\(outcome.errors)")
        #expect(outcome.output.contains("for another reason than /etc/NetworkManager/conf.d/"), "\(outcome.output)")
        #expect(!hasDropIn(image))
    }

    @Test(arguments: ["GetPermissions", "Set", "Reload", "Get"])
    func `is followed where another takes its place in the middle of a fix`(call: String) throws {
        let (outcome, image) = try run(["fix"], [behaviour { $0.leavesAt = call }, behaviour { _ in }])
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        #expect(outcome.output.contains("restarted during the operation"), "\(outcome.output)")
        #expect(hasDropIn(image))
    }

    @Test(arguments: ["GetPermissions", "Set", "Reload", "Get"])
    func `is followed where another takes its place in the middle of a revert`(call: String) throws {
        let (fix, image) = try run(["fix", "--offline"], [])
        #expect(fix.status == 0)
        let (outcome, _) = try run(["revert"], [behaviour { $0.leavesAt = call }, behaviour { _ in }], on: image)
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        #expect(!hasDropIn(image))
    }

    @Test(arguments: [["check", "--only", "nm.devices"], ["explain", "cali0"], ["diff"]])
    func `is followed where another takes its place while it is asked`(arguments: [String]) throws {
        let (outcome, _) = try run(arguments, [behaviour { $0.leavesAt = "GetAll" }, behaviour { _ in }])
        #expect([0, 1].contains(outcome.status), "\(outcome.output)\(outcome.errors)")
        let said = outcome.output + outcome.errors
        #expect(!said.contains("restarted") && !said.contains("not running"), "\(said)")
    }

    /// As systemd starts a unit that is ordered behind NetworkManager. scripts/starts does so hundreds of times.
    @Test func `is fenced at the moment when a real one gets its name`() throws {
        let node = try LiveSandbox()
        for (arguments, status) in [
            // As it starts without a fence NetworkManager takes the route to the pod away.
            (["fix", "--restore-links"], 0), (["fix"], 0), (["check", "--only", "nm.*"], 0), (["explain", "cali0"], 0),
            (["revert"], 0),
            (["check", "--only", "nm.*"], 1), (["fix", "--restore-links"], 0),
        ] as [([String], Int32)] {
            let outcome = try node.shell(
                """
                nm-control stop
                rm -f /run/ready
                at-name --ready /run/ready org.freedesktop.NetworkManager \\
                    \(Tool.path) \(arguments.joined(separator: " ")) &
                until [ -e /run/ready ]; do sleep 0.02; done
                nm-control start
                wait $!
                """)
            #expect(outcome.status == status, "\(arguments): \(outcome.output)\(outcome.errors)")
        }
        #expect(try node.must("nm-devices --settled").contains("cali0 10 unmanaged"))
    }
}
