import NetworkManagerConfiguration

/// A move that was tried.
struct FenceAttempt {
    /// The move.
    let move: FenceMove
    /// The files as it makes them.
    let changes: [FileChange]
    /// What NetworkManager decides with these files.
    let policy: ManagedPolicy
}
