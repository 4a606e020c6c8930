using Ledger.Accounting;

namespace Ledger.JournalPosting.Matrix;

/// <summary>Applies the chosen profiles to a matrix and checks the result again.</summary>
static class MatrixProfiles
{
    public static PostingMatrix Apply(
        MatrixFile file, IReadOnlyList<string> names, ChartOfAccounts chart, Problems problems)
    {
        var memo = false;
        var rows = file.Rows;
        foreach (var name in names)
        {
            if (!file.Profiles.TryGetValue(name, out var profile))
            {
                problems.Add(1, $"There is no profile '{name}'; there are: {string.Join(", ", file.Profiles.Keys)}.");
                continue;
            }

            memo |= profile.Memo;
            rows = [.. rows.Select(r => r with { Row = Map(r.Row, profile.Accounts) })];
            foreach (var (row, line) in rows)
            {
                MatrixValidation.CheckLines($"{row.Id} under {name}", row.Lines, line, chart, problems);
            }
        }

        return new PostingMatrix(string.Join('+', names.Prepend(file.Version)), memo, [.. rows.Select(r => r.Row)]);
    }

    static MatrixRow Map(MatrixRow row, IReadOnlyDictionary<string, string> accounts) => row with
    {
        Lines = [.. row.Lines.Select(line => accounts.TryGetValue(line.Account, out var other)
            ? line with { Account = other }
            : line)],
    };
}
