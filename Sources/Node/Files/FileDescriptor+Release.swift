import SystemPackage

extension FileDescriptor {
    /// Closes what is not needed any more.
    ///
    /// Linux gives the descriptor back whatever close(2) answers, and the answer says nothing of what was read. What
    /// was written for good was waited for by fsync(2) before.
    func release() {
        try? close()
    }
}
