import KeyFile
import SystemPackage

/// A line that does not do what it was meant to, with the devices that it was meant for.
struct MeantLine {
    /// What is wrong with it.
    let problem: Problem
    /// Whether it was to except devices, and not to un-manage them.
    let isException: Bool
    private let meant: Meaning
    private let written: MatchList?

    private enum Meaning {
        case tokens(MatchList)
        case resemblance(Resemblance)
    }

    /// Nil where nothing was meant that is of interest.
    /// - Parameter written: a token that does what it says, to devices that are then not meant.
    init?(_ problem: Problem, butNot written: SourceToken? = nil, version: NetworkManagerVersion?) {
        guard !problem.meant.isEmpty else { return nil }
        self.problem = problem
        let isException = problem.meant.allSatisfy(MatchToken.isExcept)
        self.isException = isException
        let tokens = problem.meant.map { token in
            var text = token
            if isException { _ = text.removeTag("except:") }
            return SourceToken(text, origin: Origin(path: "", line: nil))
        }
        meant = .tokens(MatchList(tokens, version: version))
        self.written = written.map { MatchList([$0], version: version) }
    }

    /// A token that looks like one that would hold.
    init(_ problem: Problem, _ resemblance: Resemblance, version: NetworkManagerVersion?) {
        self.problem = problem
        isException = resemblance.token.isExcept
        meant = .resemblance(resemblance)
        var text = resemblance.token.source.text
        if isException { _ = text.removeTag("except:") }
        written = MatchList([SourceToken(text, origin: resemblance.token.source.origin)], version: version)
    }

    /// Whether a device may be one that was meant.
    func isMeant(for device: DeviceTraits) -> Bool {
        let mayBe =
            switch meant {
            case .tokens(let list): list.mayMatch(device)
            case .resemblance(let resemblance): resemblance.isNear(device)
            }
        return mayBe && written?.mayMatch(device) != true
    }
}

extension MatchList {
    /// What an interface is that is not there may not be known: it may be one that fits.
    fileprivate func mayMatch(_ device: DeviceTraits) -> Bool {
        switch judge(device).result {
        case .match, .unknown: true
        case .noMatch, .negativeMatch: false
        }
    }
}
