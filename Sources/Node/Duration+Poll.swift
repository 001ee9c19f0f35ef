extension Duration {
    /// For poll(2): whole milliseconds, at least one, at most a day.
    var wholeMilliseconds: Int32 {
        let (seconds, attoseconds) = components
        return Int32(clamping: max(1, min(seconds, 86_400) * 1000 + attoseconds / 1_000_000_000_000_000))
    }
}
