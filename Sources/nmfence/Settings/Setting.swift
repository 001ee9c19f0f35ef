import NetworkManagerConfiguration

/// What nmfence.conf may set, by its key there. Its option wins, then its variable of the environment.
enum Setting: String, CaseIterable {
    case profile, patterns, with, encapsulation, apiserver, peers, timeout

    /// The option that says the same.
    var option: String {
        switch self {
        case .patterns: "--pattern"
        case .peers: "--peer"
        case .profile, .with, .encapsulation, .apiserver, .timeout: "--\(rawValue)"
        }
    }

    /// The variable that says the same; nil where there is none.
    var variable: Variable? {
        switch self {
        case .profile: .profile
        case .timeout: .timeout
        case .patterns, .with, .encapsulation, .apiserver, .peers: nil
        }
    }

    /// Whether several values may stand there, separated by `;` or `,`.
    var isList: Bool {
        switch self {
        case .profile, .patterns, .with, .encapsulation, .peers: true
        case .apiserver, .timeout: false
        }
    }

    /// Whether the option adds to what the file says. A fence that lost a name of the file's because of an option would
    /// be one that the next run has to make again.
    var addsUp: Bool { self == .patterns || self == .with }

    /// What is meant where nothing says otherwise, in words.
    var standard: String {
        switch self {
        case .profile: "auto"
        case .timeout: "30"
        case .encapsulation: "what Calico's interfaces show, or that of the profile"
        case .apiserver: "that of the kubeconfig files"
        case .patterns, .with, .peers: "none"
        }
    }

    /// Refuses a text that is no value.
    func check(_ text: String) throws {
        switch self {
        case .profile: _ = try OptionValue.profile(text)
        case .patterns: _ = try InterfacePattern(text)
        case .with: _ = try OptionValue.addition(text)
        case .encapsulation: _ = try Encapsulation(named: text)
        case .timeout: _ = try OptionValue.seconds(text)
        case .apiserver, .peers: break
        }
    }
}
