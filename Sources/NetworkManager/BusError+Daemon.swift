internal import DBus

extension BusError {
    /// Whether the service says that the object, or its interface, does not exist.
    var meansNoSuchObject: Bool {
        [
            "org.freedesktop.DBus.Error.UnknownMethod", "org.freedesktop.DBus.Error.UnknownObject",
            "org.freedesktop.DBus.Error.UnknownInterface",
        ].contains(errorName)
    }
}
