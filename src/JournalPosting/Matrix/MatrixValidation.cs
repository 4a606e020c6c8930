using Ledger.Accounting;
using Ledger.PaymentEvents;

namespace Ledger.JournalPosting.Matrix;

/// <summary>Checks that the rows of a matrix make sense together and with the chart.</summary>
static class MatrixValidation
{
    public static void Check(MatrixFile file, ChartOfAccounts chart, Problems problems)
    {
        CheckKinds(file, problems);
        CheckTwice(file, row => row.Id, "Row {0} stands twice.", problems);
        CheckTwice(file, row => $"{row.Class} {row.Variant}".TrimEnd(), "'{0}' has two rows.", problems);
        var ids = file.Rows.Select(r => r.Row.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var (row, line) in file.Rows)
        {
            if (!EventClass.All.Contains(row.Class, StringComparer.Ordinal))
            {
                problems.Add(line, $"Row {row.Id}: class '{row.Class}' is not an event class.");
                continue;
            }

            CheckGate(row, line, problems);
            CheckEffect(row, line, problems);
            CheckNames(row, line, ids, problems);
            CheckLines(row.Id, row.Lines, line, chart, problems);
            CheckLines($"{row.Id} (memo)", row.MemoLines, line, chart, problems);
        }
    }

    public static void CheckLines(
        string id, IReadOnlyList<RowLine> lines, long at, ChartOfAccounts chart, Problems problems)
    {
        var (fee, net, tax, settled) = (0, 0, 0, 0);
        foreach (var line in lines)
        {
            if (!chart.TryFind(line.Account, out _))
            {
                problems.Add(at, $"Row {id}: account {line.Account} is not in the chart.");
            }

            var sign = line.Side == Side.Debit ? 1 : -1;
            var symbol = line.Amount.Symbol();
            fee += sign * symbol.Fee;
            net += sign * symbol.Net;
            tax += sign * symbol.Tax;
            settled += sign * symbol.Settled;
        }

        if ((fee, net, tax, settled) != (0, 0, 0, 0))
        {
            problems.Add(at, $"Row {id}: debits and credits do not balance: {string.Join(", ", lines)}.");
        }

        foreach (var both in lines.GroupBy(l => (l.Account, l.Amount == AmountTerm.Settled))
            .Where(g => g.Select(l => l.Side).Distinct().Count() > 1))
        {
            problems.Add(at, $"Row {id}: account {both.Key.Account} is debited and credited by one entry.");
        }
    }

    /// <summary>Every kind of event that can come has its row, and no row waits for a kind that cannot.</summary>
    static void CheckKinds(MatrixFile file, Problems problems)
    {
        var mapped = file.Rows.Select(r => (r.Row.Class, r.Row.Variant)).ToHashSet();
        foreach (var eventClass in EventClass.All)
        {
            foreach (var kind in EventVariant.KindsOf(eventClass).Where(kind => !mapped.Contains((eventClass, kind))))
            {
                problems.Add(1, kind is null
                    ? $"Class {eventClass} has no row; every class needs one (R-JR-05)."
                    : $"Class {eventClass} has no row for its variant {kind}; every variant needs one (R-JR-05).");
            }
        }

        foreach (var (row, line) in file.Rows.Where(r =>
            EventClass.All.Contains(r.Row.Class) && !EventVariant.KindsOf(r.Row.Class).Contains(r.Row.Variant)))
        {
            problems.Add(line, row.Variant is null
                ? $"Row {row.Id}: an event of class {row.Class} always has a variant."
                : $"Row {row.Id}: '{row.Variant}' is not a variant of {row.Class}.");
        }
    }

    static void CheckTwice(MatrixFile file, Func<MatrixRow, string> key, string text, Problems problems)
    {
        foreach (var twice in file.Rows.GroupBy(r => key(r.Row)).Where(group => group.Count() > 1))
        {
            problems.Add(twice.Last().Line, string.Format(text, twice.Key));
        }
    }

    static void CheckGate(MatrixRow row, long line, Problems problems)
    {
        var possible = Standing.PossibleFor(row.Class, row.Variant);
        foreach (var missing in possible.Where(standing => !row.Gate.ContainsKey(standing)))
        {
            problems.Add(line, $"Row {row.Id}: the order gate does not say what happens at standing {missing}.");
        }

        foreach (var unknown in row.Gate.Keys.Where(standing => !possible.Contains(standing, StringComparer.Ordinal)))
        {
            problems.Add(
                line, $"Row {row.Id}: {unknown} is not a standing of {row.Class} ({string.Join(", ", possible)}).");
        }
    }

    static void CheckEffect(MatrixRow row, long line, Problems problems)
    {
        var posts = row.Lines.Count > 0 || row.Counter.Count > 0;
        if (row.Posts != posts)
        {
            problems.Add(line, row.Posts
                ? $"Row {row.Id}: effect is 'posts' but there are neither lines nor a counter-entry."
                : $"Row {row.Id}: effect is 'notes' but there are lines or a counter-entry.");
        }

        if (row.Lines.Count > 0 && row.Counter.Count > 0)
        {
            problems.Add(line, $"Row {row.Id}: lines and counter-entry exclude each other (R-JR-24).");
        }
    }

    static void CheckNames(MatrixRow row, long line, HashSet<string> ids, Problems problems)
    {
        foreach (var id in row.Counter.Concat(row.MemoCounter).Where(id => !ids.Contains(id)))
        {
            problems.Add(line, $"Row {row.Id}: counter row {id} does not exist.");
        }

        if (row.Unwind is { } unwind && !ids.Contains(unwind))
        {
            problems.Add(line, $"Row {row.Id}: unwind row {unwind} does not exist.");
        }

        var named = row.References.Concat(row.AlsoStored);
        foreach (var name in named.Where(name => !EventReferences.All.ContainsKey(name)))
        {
            problems.Add(line, $"Row {row.Id}: '{name}' is not a reference that events carry.");
        }
    }
}
