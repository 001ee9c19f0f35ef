import SystemPackage

extension Errno {
    /// Whether it says something of the process that reads and not of the file: NetworkManager, which has rights and
    /// limits of its own, may read what this process cannot.
    var isOfReader: Bool {
        [.permissionDenied, .notPermitted, .tooManyOpenFiles, .tooManyOpenFilesInSystem, .noMemory].contains(self)
    }
}
