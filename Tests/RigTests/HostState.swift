import TestSupport

/// What a sandbox must leave alone on the machine that it runs on, as text, so that a difference shows where it is.
struct HostState {
    /// One name and text for each part.
    let parts: [String: String]

    /// Looks at the machine.
    /// - Parameter folders: folders besides the usual ones, of which nothing may change.
    init(folders: [String] = []) throws {
        var parts: [String: String] = [:]
        let commands = [
            "resolv.conf": "ls -l --time-style=full-iso /etc/resolv.conf; cat /etc/resolv.conf",
            "interfaces":
                "ip -details address show | sed 's/valid_lft [0-9]*sec/valid_lft N/; s/preferred_lft [0-9]*sec//'",
            "routes": "for f in -4 -6; do ip $f route show table all | sed 's/ expires [0-9]*sec//' | sort; done",
            "rules": "ip -4 rule; ip -6 rule",
            "namespaces": "ip netns list",
            "mounts": "cut -d ' ' -f 4- /proc/self/mountinfo | sort",
            "hostname": "hostname; cat /proc/sys/kernel/hostname",
            "/run": "ls -A /run | sort",
        ]
        let watched = [
            "/etc/NetworkManager", "/usr/lib/NetworkManager", "/var/lib/NetworkManager", "/run/NetworkManager",
            "/run/dbus", "/run/netns",
        ]
        for (name, command) in commands {
            let run = try Run("sh", ["-c", command])
            parts[name] = run.output + run.errors
        }
        for folder in watched + folders {
            let run = try Run(
                "sh",
                [
                    "-c",
                    "if [ -e \"$1\" ]; then find \"$1\" -printf '%p %y %m %s %T@ %l\\n' | sort; else echo absent; fi",
                    "sh", folder,
                ])
            parts[folder] = run.output + run.errors
        }
        self.parts = parts
    }

    /// The parts that are not the same in another state, with both texts.
    func differences(to other: HostState) -> [String] {
        parts.keys.sorted().filter { parts[$0] != other.parts[$0] }.map { name in
            "\(name) before:\n\(parts[name] ?? "")\(name) after:\n\(other.parts[name] ?? "")"
        }
    }
}
