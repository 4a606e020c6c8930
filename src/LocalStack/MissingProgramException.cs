namespace Ledger.LocalStack;

/// <summary>A program or file that the local stack needs is not on this machine.</summary>
/// <param name="message">What is missing.</param>
/// <param name="hint">What to do about it.</param>
public sealed class MissingProgramException(string message, string hint) : Exception(message)
{
    /// <summary>What to do about it.</summary>
    public string Hint { get; } = hint;
}
