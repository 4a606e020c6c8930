using Ledger.ErpExport.Delivery;
using Ledger.ErpExport.Runs;
using Ledger.MessageBus.Messages;

namespace Ledger.ErpExport.Storage;

/// <summary>What a batch changes in the export's tables.</summary>
sealed class ErpChanges
{
    public List<JournalEntryMessage> Entries { get; } = [];

    public List<ErpMessage.Cut> Runs { get; } = [];

    /// <summary>Documents that are new, with where they stand.</summary>
    public List<(DocumentStanding Standing, BuiltDocument Built)> Planned { get; } = [];

    /// <summary>Documents whose payload is another one now.</summary>
    public List<(DocumentStanding Standing, BuiltDocument Built)> Rebuilt { get; } = [];

    /// <summary>Documents that moved; the last standing of each counts.</summary>
    public Dictionary<string, DocumentStanding> Moved { get; } = new(StringComparer.Ordinal);

    public List<ErpMessage.Commanded> Commands { get; } = [];

    public List<ErpMessage.Found> Findings { get; } = [];

    public List<ErpMessage.Closed> Closed { get; } = [];

    /// <summary>Entries that leave the documents of a run, and accounts that are in none of them.</summary>
    public List<(string Target, long Run, IReadOnlyList<long> Positions, IReadOnlyList<ExcludedAccount> Accounts)> Excluded { get; } = [];

    /// <summary>When it was decided.</summary>
    public DateTimeOffset At { get; set; }
}
