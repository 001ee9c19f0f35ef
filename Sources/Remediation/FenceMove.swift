import KeyFile
import NetworkManagerConfiguration

/// What a drop-in does so that required names are unmanaged.
struct FenceMove {
    /// The name of the file.
    let name: String
    /// Exceptions that are taken out of the list of unmanaged devices.
    var removed: [RawText] = []
    /// Whether `*` is added: where a list consists of exceptions only, which means everything else.
    var addsEverything = false
    /// Whether the required names are added to the list.
    var changesList = true
    /// The name of the group of devices that leaves them alone too; nil for none.
    var group: String?
}

/// Why a move does not reach the goal.
struct FenceObstacle {
    /// The exception that is in the way; nil where none is.
    var exception: SourceToken?
    /// What keeps it from being taken out, or what else is in the way, in words.
    let reason: String
    /// The interface that stays managed.
    var name: String?

    /// What stands in the way, and which line to edit.
    var description: String {
        guard let exception else { return reason }
        return "\(exception.text) (\(exception.origin)) keeps \(name ?? "Calico's interfaces") out of the list of "
            + "unmanaged devices; removing it \(reason). Edit that line"
    }
}
