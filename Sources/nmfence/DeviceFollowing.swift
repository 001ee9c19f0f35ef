import Base
import DBus
import Fence
import Glibc
import KeyFile
import NetworkManager
import NetworkManagerConfiguration
import Reporting

/// `explain --follow`: tells of each change of the managed state of some interfaces, until a signal ends it.
struct DeviceFollowing {
    /// Which interfaces are followed.
    let glob: Glob
    /// The patterns that tell what an interface is.
    let known: [InterfacePattern]
    let fence: FenceContext
    /// Prints a change.
    let tell: (ManagedChange) -> Void

    /// No longer than anybody follows, and until a signal comes.
    private var end: Deadline { Deadline(after: .seconds(10 * 365 * 86400), orReadable: Interruption.descriptor) }
    /// How long one question may take.
    private static let patience = Duration.seconds(30)
    /// How soon a daemon that is there and does not answer is asked again.
    private static let interval = Duration.milliseconds(200)

    /// Follows until a signal comes, and gives the status for it.
    func run(_ search: DaemonSearch) -> ExitStatus {
        // By name: another daemon has other objects for the same interfaces.
        var last: [String: WatchedDevice]?
        var isSilent = false
        while Interruption.noted == nil {
            let silence = follow(search, &last, wasSilent: isSilent)
            guard Interruption.noted == nil else { break }
            if !isSilent { tell(ManagedChange(.lost, silence: silence)) }
            isSilent = true
            search.waitForOwner(by: end, orFor: Self.interval)
        }
        return .ended(by: Interruption.noted?.signal ?? SIGTERM)
    }

    /// Follows one daemon to its end.
    /// - Parameter last: what was known of the devices, and is then.
    /// - Returns: Why nothing more is heard.
    private func follow(
        _ search: DaemonSearch, _ last: inout [String: WatchedDevice]?, wasSilent: Bool
    ) -> String {
        do throws(DaemonError) {
            let daemon = try search.daemon(by: end.capped(at: Self.patience))
            var watch = try DeviceWatch(of: daemon, by: end.capped(at: Self.patience))
            if wasSilent { tell(ManagedChange(.found)) }
            var devices = Self.byName(watch.devices.values.filter(isFollowed))
            compare(devices, with: last)
            last = devices
            while let event = try watch.next(by: end), event != .lost {
                tellOf(event)
                devices = Self.byName(watch.devices.values.filter(isFollowed))
                last = devices
            }
            return "NetworkManager stopped"
        } catch { return error.outcome }
    }

    private func isFollowed(_ device: WatchedDevice) -> Bool { glob.matches(RawText(device.name)) }

    private static func byName(_ devices: [WatchedDevice]) -> [String: WatchedDevice] {
        Dictionary(devices.map { ($0.name, $0) }) { $1 }
    }

    /// What is different from what was known; everything where nothing was.
    private func compare(_ devices: [String: WatchedDevice], with last: [String: WatchedDevice]?) {
        for (name, device) in devices.sorted(by: { $0.key < $1.key }) {
            guard let last else {
                tell(ManagedChange(.present, device, wasManaged: nil, explanation(of: device)))
                continue
            }
            let before = last[name]?.isManaged
            if before == nil { tell(ManagedChange(.added, device, wasManaged: nil, explanation(of: device))) }
            if let before, before != device.isManaged {
                tell(ManagedChange(.changed, device, wasManaged: before, explanation(of: device)))
            }
        }
        for (name, device) in (last ?? [:]).sorted(by: { $0.key < $1.key }) where devices[name] == nil {
            tellOfLoss(device)
        }
    }

    /// A daemon that ends forgets its devices one by one, and the interfaces stay.
    private func tellOfLoss(_ device: WatchedDevice) {
        let isPresent = fence.hasInterface(device.name)
        tell(ManagedChange(isPresent ? .forgotten : .removed, device, wasManaged: device.isManaged, nil))
    }

    private func tellOf(_ event: DeviceWatch.Event) {
        switch event {
        case .added(let device) where isFollowed(device):
            tell(ManagedChange(.added, device, wasManaged: nil, explanation(of: device)))
        case .removed(let device) where isFollowed(device): tellOfLoss(device)
        case .changed(let device, let wasManaged) where isFollowed(device) && wasManaged != device.isManaged:
            tell(ManagedChange(.changed, device, wasManaged: wasManaged, explanation(of: device)))
        case .added, .removed, .changed, .lost: break
        }
    }

    /// What the files say now: they may be others than when following began.
    private func explanation(of device: WatchedDevice) -> InterfaceExplanation {
        InterfaceExplanation(device.name, known: known, in: fence.renewed(by: end.capped(at: Self.patience)))
    }
}
