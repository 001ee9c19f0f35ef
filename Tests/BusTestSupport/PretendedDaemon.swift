import DBus
import Synchronization

/// What looks like a NetworkManager with one device, `cali0`, and does what no real one can be made to do.
package final class PretendedDaemon: Sendable {
    /// What it says, and what changes it. The defaults are a 1.42 that drives the device and is in good order.
    package struct Behaviour: Sendable {
        /// How many questions are answered as before it has any object.
        package var questionsBeforeObjects = 0
        /// Whether its start is not complete before it has flipped back.
        package var isStartingUp = false
        /// Its version.
        package var version = "1.42.4"
        /// The reason for the device's state once it is unmanaged.
        package var reason: UInt32 = 3
        /// Whether the device is managed again right after it was seen unmanaged behind a reload.
        package var flipsBack = false
        /// The call at which it leaves the bus without an answer, such as "Reload".
        package var leavesAt: String?

        package init() {}
    }

    private static let manager = "/org/freedesktop/NetworkManager"
    private static let device = "/org/freedesktop/NetworkManager/Devices/1"
    private static let deviceInterface = "org.freedesktop.NetworkManager.Device"

    private let behaviour: Behaviour
    private let state: Mutex<State>

    private struct State {
        var isManaged = true
        var hasReloaded = false
        var isFlipping = false
        var isStartingUp: Bool
        var questionsBeforeObjects: Int
    }

    package init(_ behaviour: Behaviour = Behaviour()) {
        self.behaviour = behaviour
        state = Mutex(
            State(
                isStartingUp: behaviour.isStartingUp, questionsBeforeObjects: behaviour.questionsBeforeObjects))
    }

    /// Takes the name, or gets it when its owner goes.
    package func appear(on bus: PrivateBus, isNext: Bool = false) throws -> Peer {
        try Peer(on: bus, name: "org.freedesktop.NetworkManager", isNext: isNext) { [self] member, arguments in
            answer(member, arguments)
        }
    }

    private func answer(_ member: String, _ arguments: [Value]) -> Peer.Answer {
        if behaviour.leavesAt == member { return .disconnect }
        return state.withLock { state in
            if state.questionsBeforeObjects > 0 {
                state.questionsBeforeObjects -= 1
                return .error(
                    "org.freedesktop.DBus.Error.UnknownMethod", "Object does not exist at path “\(Self.manager)”")
            }
            switch (member, arguments.first) {
            case ("GetAll", .string(Self.deviceInterface)):
                defer { state.isFlipping = behaviour.flipsBack && state.hasReloaded && !state.isManaged }
                return .values([device(isManaged: state.isManaged)])
            case ("GetAll", .string("org.freedesktop.NetworkManager")): return .values([manager(state.isStartingUp)])
            case ("GetAll", _): return .values([Self.properties([:])])
            case ("Get", _): return startup(&state)
            case ("Set", _):
                state.isManaged = arguments.last == .variant(.boolean(true)) && !state.hasReloaded
                return .values([])
            case ("Reload", _):
                state.isManaged = false
                state.hasReloaded = true
                return .values([])
            case ("GetPermissions", _):
                let permissions = ["reload", "network-control"].map {
                    Value.Entry(.string("org.freedesktop.NetworkManager.\($0)"), .string("yes"))
                }
                return .values([.dictionary(key: "s", value: "s", permissions)])
            default: return .error("org.freedesktop.DBus.Error.UnknownMethod", "No such method “\(member)”")
            }
        }
    }

    /// The answer about the end of its start, before which it tells what became of the device.
    private func startup(_ state: inout State) -> Peer.Answer {
        let wasStartingUp = state.isStartingUp
        guard state.isFlipping else { return .values([.variant(.boolean(wasStartingUp))]) }
        state.isFlipping = false
        state.isManaged = true
        state.isStartingUp = false
        let change = Self.properties(["Managed": .boolean(true)])
        return .signals(
            [
                (
                    Self.device, "org.freedesktop.DBus.Properties", "PropertiesChanged",
                    [.string(Self.deviceInterface), change, .array(of: "s", [])]
                )
            ], values: [.variant(.boolean(wasStartingUp))])
    }

    private func manager(_ isStartingUp: Bool) -> Value {
        Self.properties([
            "Version": .string(behaviour.version), "Startup": .boolean(isStartingUp),
            "NetworkingEnabled": .boolean(true),
            "State": .uint32(70), "AllDevices": .array(of: "o", [.objectPath(ObjectPath(Self.device) ?? .root)]),
        ])
    }

    private func device(isManaged: Bool) -> Value {
        Self.properties([
            "Interface": .string("cali0"), "DeviceType": .uint32(20), "Managed": .boolean(isManaged),
            "StateReason": .structure([.uint32(isManaged ? 30 : 10), .uint32(isManaged ? 0 : behaviour.reason)]),
            "Driver": .string("veth"), "Real": .boolean(true), "ActiveConnection": .objectPath(.root),
        ])
    }

    private static func properties(_ values: [String: Value]) -> Value {
        .dictionary(key: "s", value: "v", values.map { Value.Entry(.string($0.key), .variant($0.value)) })
    }
}
