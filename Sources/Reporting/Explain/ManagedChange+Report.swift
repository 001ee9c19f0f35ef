public import Fence
import KeyFile
import NetworkManager
import NetworkManagerConfiguration
import SystemPackage

extension ManagedChange {
    /// The change on a line: when, which interface, what it is now, and why.
    public func text(time: String, style: TextStyle) -> String {
        let prefix = style(time.printable, .faint) + "  "
        guard let device else {
            let words = event == .found ? "NetworkManager is running" : silence ?? "NetworkManager is gone"
            return prefix + style(words.printable, event == .found ? .strong : .doubtful) + "\n"
        }
        let name = style(device.name.printable, .strong)
        if event == .removed { return prefix + name + ": removed\n" }
        if event == .forgotten { return prefix + name + ": no longer known to NetworkManager\n" }
        let answer = style(device.isManaged ? "managed" : "unmanaged", device.isManaged ? .bad : .good)
        var text = "\(prefix)\(name): \(event == .changed ? "" : "\(event.rawValue), ")\(answer)"
        text += " (state \(device.state), reason \(device.stateReason))".printable
        if let explanation {
            text += ": \(explanation.prediction.now.reason.printable)"
            if let line = explanation.prediction.now.decidedBy {
                text +=
                    " [\(line.origin.description.printable)\(line.token.map { " \($0.description.printable)" } ?? "")]"
            }
        }
        return text + "\n"
    }

    /// The change as one line of JSON.
    public func jsonLine(time: String) -> String {
        let decision = explanation?.prediction.now
        let line = decision?.decidedBy
        let document = JSON.document([
            ("time", .string(time)), ("event", .string(event.rawValue)), ("interface", .string(device?.name)),
            ("managed", .boolean(event == .removed || event == .forgotten ? nil : device?.isManaged)),
            ("wasManaged", .boolean(wasManaged)),
            ("state", .string(device?.state.description)), ("stateReason", .string(device?.stateReason.description)),
            ("reason", .string(decision?.reason ?? silence)),
            (
                "decidedBy",
                line.map {
                    .object([
                        ("key", .string($0.key)), ("path", .string($0.origin.path.string)),
                        ("line", .integer($0.origin.line)), ("token", .string($0.token?.description)),
                    ])
                } ?? .null
            ),
        ])
        // Line feeds inside of texts are escaped: those that are left stand between members.
        return document.split(separator: "\n").map { $0.drop { $0 == " " } }.joined() + "\n"
    }
}

extension Schema {
    /// The schema of each line that `explain --follow` writes.
    public static let follow = Schema("follow", PackageResources.follow_schema_json)
}
