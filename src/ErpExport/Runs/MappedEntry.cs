using System.Runtime.InteropServices;
using Ledger.Accounting;
using Ledger.ErpExport.Mapping;
using Ledger.MessageBus.Messages;

namespace Ledger.ErpExport.Runs;

/// <summary>An entry in the ERP's words.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Company">Its company; null when that is missing.</param>
/// <param name="Journal">Its journal; null when that is missing.</param>
/// <param name="Parts">What goes to the ERP: one for each currency where they are taken apart; none when all is excluded.</param>
/// <param name="Missing">All that the mapping lacks for it.</param>
sealed record MappedEntry(
    JournalEntryMessage Entry, MappedCompany? Company, string? Journal, IReadOnlyList<MappedPart> Parts,
    IReadOnlyCollection<string> Missing)
{
    /// <summary>Accounts of its lines that do not go to the ERP on that day.</summary>
    public IReadOnlyCollection<string> ExcludedAccounts { get; init; } = [];
}

/// <summary>Lines that go into one document.</summary>
/// <param name="Currency">The only one of them; null when there may be several.</param>
/// <param name="Lines">The lines.</param>
sealed record MappedPart(Currency? Currency, IReadOnlyList<MappedLine> Lines);

/// <summary>A line in the ERP's words.</summary>
/// <param name="Key">What lines of a summary have in common.</param>
/// <param name="Amount">Above zero.</param>
[StructLayout(LayoutKind.Auto)]
readonly record struct MappedLine(LineKey Key, Money Amount);

/// <summary>What is one line of a summary.</summary>
sealed record LineKey(string LedgerAccount, string Account, string? Party, Dimensions Dimensions, Side Side, Currency Currency);

/// <summary>Dimensions that compare by what they say.</summary>
sealed record Dimensions(IReadOnlyDictionary<string, string> Values)
{
    readonly string _text = string.Join('\u001e', Values.Select(pair => $"{pair.Key}\u001f{pair.Value}"));

    public bool Equals(Dimensions? other) => other is not null && other._text == _text;

    public override int GetHashCode() => string.GetHashCode(_text, StringComparison.Ordinal);
}
