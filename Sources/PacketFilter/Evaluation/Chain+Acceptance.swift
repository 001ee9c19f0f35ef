extension Chain {
    /// The same with a rule at its end that accepts what comes there.
    var endingInAcceptance: Chain {
        var chain = self
        chain.rules.append(Rule(handle: 0, [NFTImmediate.verdict(.accept)]))
        return chain
    }
}
