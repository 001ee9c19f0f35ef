import Base
public import KeyFile

extension DeviceFacts {
    /// What udev's database says about management.
    public enum Udev: Hashable, Sendable {
        /// Nothing, or there is no udev.
        case silent
        /// These properties, as far as they are set.
        case properties(nmUnmanaged: RawText?, managedBy: RawText?)
        /// What its rules say of an interface that is not there yet.
        case rules(UdevPrediction)
        /// It could not be read.
        case undetermined(Uncertainty)

        /// What it amounts to: nil where it says nothing.
        func flag(version: NetworkManagerVersion?) -> Flags.Flag? {
            switch self {
            case .silent: nil
            case .undetermined(let why): Flags.Flag(.unknown(why), why.description)
            case .rules(let prediction): prediction.flag(Behaviour(version))
            case .properties(let nmUnmanaged, let managedBy):
                Self.managed(nmUnmanaged, managedBy, Behaviour(version)).map { Flags.Flag($0.answer, $0.why) }
            }
        }

        /// What the two properties come to.
        static func managed(
            _ nmUnmanaged: RawText?, _ managedBy: RawText?, _ behaviour: Behaviour
        ) -> (answer: ReasonedAnswer<Uncertainty>, why: String)? {
            // An empty value is none: udev does not keep it.
            if let value = nmUnmanaged, !value.isEmpty { return unmanaged(value, behaviour) }
            return managedBy.flatMap { $0.isEmpty ? nil : manager($0, behaviour) }
        }

        /// Anything that is not true, garbage included, asks NetworkManager to manage the device. What is true depends
        /// on the version.
        private static func unmanaged(_ value: RawText, _ behaviour: Behaviour) -> (
            answer: ReasonedAnswer<Uncertainty>, why: String
        ) {
            let old = value == "1" || value.asciiLowercased == "true"
            let new = MergeRules.boolean(value) == true
            let isUnmanaged: Bool? =
                old == new ? new : behaviour.choose(.udevBooleans, with: new, without: old, unknown: nil)
            guard let isUnmanaged else {
                let why =
                    "udev sets NM_UNMANAGED=\(value), which means managed before NetworkManager "
                    + "\(Behaviour.Change.udevBooleans.release), but the version is unknown"
                return (.unknown(Uncertainty(why)), why)
            }
            return (ReasonedAnswer(!isUnmanaged), "udev sets NM_UNMANAGED=\(value)")
        }

        private static func manager(_ name: RawText, _ behaviour: Behaviour) -> (
            answer: ReasonedAnswer<Uncertainty>, why: String
        )? {
            let words = "udev sets ID_NET_MANAGED_BY=\(name)"
            switch behaviour.has(.udevManagedBy) {
            case .no: return nil
            case .yes: return (ReasonedAnswer(name == "org.freedesktop.NetworkManager"), words)
            case .unknown:
                let why =
                    "NetworkManager uses ID_NET_MANAGED_BY from \(Behaviour.Change.udevManagedBy.release) on, but the "
                    + "version is unknown"
                return (.unknown(Uncertainty(why)), words)
            }
        }
    }
}
