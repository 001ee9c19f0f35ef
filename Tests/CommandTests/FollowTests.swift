import Foundation
import TestSupport
import Testing

/// `explain --follow` beside a real NetworkManager: every change, with the reason, until a signal ends it.
@Suite(.waits) struct `Following interfaces` {
    private static let prelude = """
        trap 'kill $follower 2>/dev/null || true' EXIT
        follow() { "\(Tool.path)" explain --follow "$@" & follower=$!; }
        seen() { for i in $(seq 200); do grep -q "$1" /run/changes && return 0; sleep 0.05; done
                 echo "never seen: $1" >&2; cat /run/changes >&2; return 1; }
        ended() { wait $follower || echo "ended with $?"; }

        """

    /// A daemon that is ended does not get to say of each device that it forgets it, and what the next one knows as the
    /// last one did is no change.
    @Test func `tells of what becomes unmanaged, comes and goes, with the line that decides, and outlives a restart`()
        throws
    {
        let node = try LiveSandbox(["--workloads", "2"])
        let run = try node.shell(
            Self.prelude + """
                follow 'cali*' >/run/changes
                seen 'cali1: present, managed'
                "\(Tool.path)" fix >/dev/null
                seen 'cali0: unmanaged'; seen 'cali1: unmanaged'
                ip link add cali9 type veth peer name other9; seen 'cali9: added, unmanaged'
                ip link del cali9; seen 'cali9: removed'
                nm-control restart; seen 'NetworkManager is running'
                ip link add cali8 type veth peer name other8; seen 'cali8: added, unmanaged'
                kill -INT $follower; ended
                """)
        #expect(run.status == 0 && run.output == "ended with 130\n", "\(run.output)\(run.errors)")
        let lines = try node.must("cat /run/changes").split(separator: "\n")
        let changed = lines.filter { $0.contains("cali0: unmanaged") }
        #expect(changed.count == 1, "\(lines)")
        #expect(changed.allSatisfy { $0.contains("zz-nmfence.conf:") && $0.contains("interface-name:cali*") })
        #expect(lines.contains { $0.hasSuffix("NetworkManager stopped") }, "\(lines)")
        for name in ["cali0", "cali1"] {
            let hasGone = lines.contains { $0.hasSuffix("\(name): no longer known to NetworkManager") }
            #expect(lines.contains { $0.contains("\(name): added, unmanaged") } == hasGone, "\(lines)")
        }
        #expect(!lines.contains { $0.contains("other8") || $0.contains("other9") || $0.contains("eth0") }, "\(lines)")
    }

    @Test func `as JSON is one document a line, also where NetworkManager comes later`() throws {
        let node = try LiveSandbox()
        let run = try node.shell(
            Self.prelude + """
                nm-control stop
                follow '*' -o json >/run/changes
                seen '"event": "lost"'
                nm-control start; seen '"event": "found"'; seen '"interface": "cali0"'
                kill -TERM $follower; ended
                /usr/bin/python3 -c 'import json; [json.loads(line)["schemaVersion"] for line in open("/run/changes")]'
                """)
        #expect(run.status == 0 && run.output == "ended with 143\n", "\(run.output)\(run.errors)")
        var ofEachEvent: [String: String] = [:]
        for line in try node.must("cat /run/changes").split(separator: "\n").map(String.init) {
            ofEachEvent[try #require(try Schema.object(line)["event"] as? String)] = line
        }
        #expect(ofEachEvent.count >= 3)
        for (event, line) in ofEachEvent {
            #expect(try Schema.objections(to: line + "\n", "follow") == "", "\(event): \(line)")
        }
    }

    @Test func `needs a bus, and takes no names`() throws {
        let image = try Image()
        #expect(try image.nmfence("explain", "--follow", "cali*").status == 69)
        #expect(try image.nmfence("explain", "--follow", "cali*", "--offline").status == 64)
        #expect(try image.nmfence("explain", "--follow", "cali*", "eth0").status == 64)
        #expect(try image.nmfence("explain", "--follow", "a/b").status == 64)
    }
}
