import Glibc
public import SystemPackage

/// Makes a system call, and makes it again where the handler of a signal ended it.
///
/// That a signal came is no failure of the call: whoever waits sees it in its ``Deadline``, which is looked at between
/// calls. So this is not for calls that wait without an end, nor for close(2) and connect(2), which go on by themselves
/// after EINTR.
/// - Parameter call: gives what the call gives; less than zero stands for a failure.
/// - Throws: what errno says.
@discardableResult
public func systemCall<Result: SignedInteger>(_ call: () -> Result) throws(Errno) -> Result {
    while true {
        let result = call()
        if result >= 0 { return result }
        let error = Errno(rawValue: errno)
        guard error == .interrupted else { throw error }
    }
}
