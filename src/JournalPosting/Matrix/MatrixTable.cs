namespace Ledger.JournalPosting.Matrix;

/// <summary>The matrix as a table for people: one line per row, every field that decides what is posted.</summary>
public static class MatrixTable
{
    /// <summary>Headings of the columns.</summary>
    public static IReadOnlyList<string> Columns { get; } =
    [
        "Row", "Name", "Class", "Variant", "Effect", "Predecessors", "Waits", "Notes", "Stale", "Contradicts",
        "Debit / credit", "Memo", "References", "Settlement checkpoint", "Bank checkpoint", "Balance sheet",
        "Income statement", "Cash flow", "Confidence", "Unwind", "Exception rule", "Owner", "Inventory", "Hold hours",
        "Trigger",
    ];

    /// <summary>The cells, in the order of <see cref="Columns"/>.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Rows(PostingMatrix matrix) => [.. matrix.Rows.Select(Cells)];

    static IReadOnlyList<string> Cells(MatrixRow row) =>
    [
        row.Id, row.Name, row.Class, row.Variant ?? "", row.Posts ? "posts" : "notes",
        Standings(row, GateKind.InOrder), Standings(row, GateKind.Waits), Standings(row, GateKind.Notes),
        Standings(row, GateKind.Stale), Standings(row, GateKind.Contradicts),
        Effect(row.Lines, row.Counter), Effect(row.MemoLines, row.MemoCounter),
        string.Join(", ", row.References.Concat(row.AlsoStored.Select(name => $"({name})"))),
        row.SettlementCheckpoint, row.BankCheckpoint, row.BalanceSheet, row.IncomeStatement, row.CashFlow,
        row.Confidence, row.Unwind ?? "", row.ExceptionRule, row.Owner, row.Inventory,
        ((int)row.HoldFor.TotalHours).ToString(), string.Join("; ", row.Trigger.Select(t => $"{t.Key}: {t.Value}")),
    ];

    static string Standings(MatrixRow row, GateKind kind) => string.Join(", ", row.StandingsOf(kind).Select(standing =>
        row.Gate[standing].Reason is { } reason && kind != GateKind.Waits
            ? $"{standing} ({reason.WireName()})"
            : standing));

    static string Effect(IReadOnlyList<RowLine> lines, IReadOnlyList<string> counter) => string.Join(", ",
        counter.Select(id => $"counter-entry of {id}").Concat(lines.Select(line => line.ToString())));
}
