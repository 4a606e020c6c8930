using Ledger.LocalStack.Processes;

namespace Ledger.LocalStack;

/// <summary>A server or process of the local stack did not come up; the message ends with the last lines of its log.</summary>
/// <param name="message">What did not come up and why.</param>
/// <param name="inner">What was thrown, if anything.</param>
public sealed class StackStartException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The failure of a process, with the tail of its log.</summary>
    internal static StackStartException Of(string who, string what, string logFile, Exception? inner = null)
    {
        var tail = LogTail.Read(logFile, lines: 15);
        var shown = tail.Count == 0 ? "(its log is empty)" : string.Join(Environment.NewLine + "  ", tail);
        return new StackStartException(
            $"{who} {what}. Last lines of {logFile}:{Environment.NewLine}  {shown}", inner);
    }
}
