namespace Ledger.Reporting.Verifying;

/// <summary>What is off, precisely.</summary>
/// <param name="What">The rule that does not hold, in words.</param>
/// <param name="Where">Where it was seen: position, stream, entry, account …</param>
/// <param name="Expected">What should be there.</param>
/// <param name="Found">What is there.</param>
public sealed record Difference(string What, string Where, string Expected, string Found)
{
    /// <inheritdoc/>
    public override string ToString() => $"{What}: {Where}: expected {Expected}, found {Found}";
}
