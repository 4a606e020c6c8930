using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Ledger.Accounting;

namespace Ledger.JournalPosting.Matrix;

/// <summary>The posting matrix under its profiles: every class and variant of event with its row.</summary>
public sealed class PostingMatrix
{
    readonly FrozenDictionary<string, FrozenDictionary<string, MatrixRow>> _byClass;

    internal PostingMatrix(string version, bool memo, IReadOnlyList<MatrixRow> rows)
    {
        Version = version;
        Memo = memo;
        Rows = rows;
        _byClass = rows.GroupBy(row => row.Class).ToFrozenDictionary(
            group => group.Key,
            group => group.ToFrozenDictionary(row => row.Variant ?? "", StringComparer.Ordinal),
            StringComparer.Ordinal);
    }

    /// <summary>Version of the file, followed by the profiles in use, such as <c>2026.3+cash-on-capture</c>.</summary>
    public string Version { get; }

    /// <summary>True when authorised exposure is posted off balance sheet.</summary>
    public bool Memo { get; }

    /// <summary>All rows, in the order of the file.</summary>
    public IReadOnlyList<MatrixRow> Rows { get; }

    /// <summary>Finds the row of a class and variant; there is no default row.</summary>
    public bool TryFind(string eventClass, string? variant, [NotNullWhen(true)] out MatrixRow? row)
    {
        row = null;
        return _byClass.TryGetValue(eventClass, out var variants) && variants.TryGetValue(variant ?? "", out row);
    }

    /// <summary>Reads the matrix that comes with the product, without profiles.</summary>
    public static PostingMatrix Default(ChartOfAccounts chart) => Load(null, chart, []);

    /// <summary>Reads and validates a matrix.</summary>
    /// <param name="path">A file; null for the one that comes with the product.</param>
    /// <param name="chart">The accounts it may post to.</param>
    /// <param name="profiles">Names of profiles of the file, applied in this order.</param>
    /// <exception cref="MatrixRefusedException">It is not valid; all problems are listed with their lines.</exception>
    public static PostingMatrix Load(string? path, ChartOfAccounts chart, IReadOnlyList<string> profiles) =>
        Parse(RuleFile.Read(path, "matrix.yaml"), path ?? "matrix.yaml", chart, profiles);

    /// <summary>Reads and validates a matrix from its text.</summary>
    /// <exception cref="MatrixRefusedException">It is not valid; all problems are listed with their lines.</exception>
    public static PostingMatrix Parse(
        string yaml, string name, ChartOfAccounts chart, IReadOnlyList<string> profiles)
    {
        var problems = new Problems(name);
        var file = MatrixYaml.Read(yaml, problems);
        problems.ThrowIfAny();
        MatrixValidation.Check(file!, chart, problems);
        var matrix = MatrixProfiles.Apply(file!, profiles, chart, problems);
        problems.ThrowIfAny();
        return matrix;
    }
}
