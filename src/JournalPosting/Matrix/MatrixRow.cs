using System.Collections.Frozen;

namespace Ledger.JournalPosting.Matrix;

/// <summary>One row of the posting matrix: what one class and variant of event does (R-JR-05 to R-JR-08).</summary>
public sealed record MatrixRow
{
    /// <summary>Name of the row, such as <c>M-04</c>; stored on every entry.</summary>
    public required string Id { get; init; }

    /// <summary>What a bookkeeper calls it.</summary>
    public required string Name { get; init; }

    /// <summary>Class of event.</summary>
    public required string Class { get; init; }

    /// <summary>Variant of the class; null for the ordinary kind.</summary>
    public string? Variant { get; init; }

    /// <summary>Provider's messages that mean it, by provider.</summary>
    public required IReadOnlyDictionary<string, string> Trigger { get; init; }

    /// <summary>True when the row makes new entries; false when it only moves the state.</summary>
    public required bool Posts { get; init; }

    /// <summary>The order gate: one answer for every standing of the class.</summary>
    public required FrozenDictionary<string, GateAnswer> Gate { get; init; }

    /// <summary>What is debited and credited.</summary>
    public required IReadOnlyList<RowLine> Lines { get; init; }

    /// <summary>The rows whose open entries for the same object are undone, in this order.</summary>
    public required IReadOnlyList<string> Counter { get; init; }

    /// <summary>Memo entry beside it, under the profile <c>memo-authorizations</c> only.</summary>
    public required IReadOnlyList<RowLine> MemoLines { get; init; }

    /// <summary>The rows whose open memo entries are undone, under that profile only.</summary>
    public required IReadOnlyList<string> MemoCounter { get; init; }

    /// <summary>References that must be there.</summary>
    public required IReadOnlyList<string> References { get; init; }

    /// <summary>References that are stored when stated.</summary>
    public required IReadOnlyList<string> AlsoStored { get; init; }

    /// <summary>Where settlement must show it (R-JR-28).</summary>
    public required string SettlementCheckpoint { get; init; }

    /// <summary>Where the bank must show it.</summary>
    public required string BankCheckpoint { get; init; }

    /// <summary>Effect on the balance sheet.</summary>
    public required string BalanceSheet { get; init; }

    /// <summary>Effect on the income statement.</summary>
    public required string IncomeStatement { get; init; }

    /// <summary>Effect on the cash flow statement.</summary>
    public required string CashFlow { get; init; }

    /// <summary><c>provisional</c> or <c>final</c>.</summary>
    public required string Confidence { get; init; }

    /// <summary>The row that undoes it; null when none does.</summary>
    public string? Unwind { get; init; }

    /// <summary>What is an exception here (R-JR-30).</summary>
    public required string ExceptionRule { get; init; }

    /// <summary>Who owns it.</summary>
    public required string Owner { get; init; }

    /// <summary>What happens to stock.</summary>
    public required string Inventory { get; init; }

    /// <summary>How long an event waits for its predecessor before it becomes an exception.</summary>
    public required TimeSpan HoldFor { get; init; }

    /// <summary>The standings at which the event is in order.</summary>
    public IEnumerable<string> Predecessors => StandingsOf(GateKind.InOrder);

    /// <summary>The standings that get an answer, in their own order.</summary>
    public IEnumerable<string> StandingsOf(GateKind kind) =>
        Standing.PossibleFor(Class, Variant).Where(standing => Gate[standing].Kind == kind);
}
