import Checks
import Requirements

extension CheckResult {
    /// What waivers do to the row, one sentence each.
    var waiverRemarks: [String] {
        var remarks: [String] = []
        if let override {
            remarks.append("\(override.place): \(override.summary); \(profileSeverity.rawValue) in the profile")
        }
        if let waiver {
            remarks.append(
                isWaiverExpired
                    ? "\(waiver.place): the waiver expired on \(waiver.lastDay ?? ""), so this counts: \(waiver.reason)"
                    : "\(waiver.place): \(unwaivedStatus.rawValue), \(waiver.summary)")
        }
        return remarks
    }
}

extension Waiver {
    /// `/etc/nmfence/nmfence.conf:12 [waiver old-kernel]`.
    fileprivate var place: String { "\(path):\(line) [\(kind) \(name)]" }
}

extension Waivers.Use {
    /// What an administrator should know of it; nil where it does what it is for.
    var remark: String? {
        let place = "\(waiver.path):\(waiver.line): [\(waiver.kind) \(waiver.name)]"
        if !unmatched.isEmpty {
            return "\(place) is for no check of this profile: \(unmatched.joined(separator: ", "))"
        }
        return state == .expired
            ? "\(place) expired on \(waiver.lastDay ?? "") and has no effect: renew or remove it" : nil
    }
}
