import KeyFile
import SystemPackage

/// A line that does not do what it was meant to, with the devices that it was meant for.
struct MeantLine {
    /// What is wrong with it.
    let problem: Problem
    /// Whether it was to except devices, and not to un-manage them.
    let isException: Bool
    private let meant: MatchList
    private let written: MatchList?

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
        meant = MatchList(tokens, version: version)
        self.written = written.map { MatchList([$0], version: version) }
    }

    /// Whether a device may be one that was meant.
    func isMeant(for device: DeviceTraits) -> Bool {
        meant.mayMatch(device) && written?.mayMatch(device) != true
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
