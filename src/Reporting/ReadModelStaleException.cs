namespace Ledger.Reporting;

/// <summary>
/// A read model does not hold what the event stream holds, so that an answer from it would be wrong. Rebuilding it
/// helps; asking again does not.
/// </summary>
public sealed class ReadModelStaleException(string message) : Exception(message);
