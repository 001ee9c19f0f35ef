public import Base

/// Signals.
extension Connection {
    /// Asks the bus for the signals that match any of the rules. Subscribe before reading the state that they tell of,
    /// or a change in between is missed.
    ///
    /// - Throws: ``BusError/Code/invalidArgument`` if a rule names its sender by a well-known name: signals carry their
    ///   sender's unique name, and another owner of the name is another daemon.
    public func subscribe(to rules: MatchRule..., by deadline: Deadline) throws(BusError) -> Subscription {
        for rule in rules where !rule.sender.isUnique && rule.sender != .bus {
            throw BusError(.invalidArgument, "signals are matched by the sender's unique name", subject: rule.text)
        }
        let number = nextSubscription
        nextSubscription += 1
        // Before the bus is asked: it may send the first signal before its reply.
        subscriptions.append(SubscriptionQueue(number: number, rules: rules))
        var made: [MatchRule] = []
        do {
            let calls = try rules.map { (rule) throws(BusError) in try Self.matchCall("AddMatch", rule) }
            try callAll(calls, by: deadline) { (index, answer) throws(BusError) in
                _ = try answer.get()
                made.append(rules[index])
            }
        } catch {
            // A rule that the bus did not make may be another subscription's, which is not to lose it.
            if let index = position(of: number) { subscriptions[index].rules = made }
            endSubscription(number)
            throw error
        }
        return Subscription(self, number)
    }

    /// The next signal of a subscription; nil if there was none before the deadline.
    func nextSignal(of subscription: Int, by deadline: Deadline) throws(BusError) -> Message? {
        while let index = position(of: subscription) {
            if !subscriptions[index].signals.isEmpty { return subscriptions[index].signals.removeFirst() }
            guard
                let message = try handle.receive(
                    by: deadline, subject: subscriptions[index].rules.first?.text ?? "a subscription")
            else { return nil }
            sort(message)
        }
        return nil
    }

    func endSubscription(_ number: Int) {
        guard let index = position(of: number) else { return }
        for rule in subscriptions.remove(at: index).rules {
            // It was made for the same rule when that began. Both can only fail where the connection ends anyway.
            guard let message = try? Self.matchCall("RemoveMatch", rule) else { continue }
            handle.sendUnanswered(message)
        }
    }

    private func position(of subscription: Int) -> Int? {
        subscriptions.firstIndex { $0.number == subscription }
    }

    private static func matchCall(_ member: MemberName, _ rule: MatchRule) throws(BusError) -> Message {
        let message = try Message(calling: member, of: .bus, at: "/org/freedesktop/DBus", in: .bus)
        try message.append(.string(rule.text))
        return message
    }
}
