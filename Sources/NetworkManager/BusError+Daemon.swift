internal import DBus

extension BusError {
    /// Whether the service says that the object, or its interface, does not exist.
    var meansNoSuchObject: Bool {
        switch errorName {
        case "org.freedesktop.DBus.Error.UnknownMethod", "org.freedesktop.DBus.Error.UnknownObject",
            "org.freedesktop.DBus.Error.UnknownInterface":
            true
        // What GDBus says of a property while an object has some of its interfaces only.
        case "org.freedesktop.DBus.Error.InvalidArgs": text.hasPrefix("No such interface")
        default: false
        }
    }
}
